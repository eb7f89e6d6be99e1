// Correct servers that are busy, slow, or serve few requests at a time, and wrong ones that drop
// connections or die: in simulation, with the built-in suites.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "fixtures/server/core.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// What is between the client and the server of the simulation.
struct Weather {
  std::size_t places = 1'000'000;  ///< requests that are served at once
  int busy_status = 0;             ///< status for a request over that limit; 0: it waits
  std::optional<std::string> retry_after{};
  Duration work{};  ///< how long each request is delayed before the server handles it
  Duration up{};    ///< after which the server is down for `down`, repeatedly
  Duration down{};
  /// What happens to a request.
  enum class Fate { serve, drop, kill, kill_later, fail };
  std::function<Fate(const http::Request&)> fate = [](const http::Request&) { return Fate::serve; };
};

class WeatherTransport : public Transport {
 public:
  explicit WeatherTransport(Weather weather)
      : weather_(std::move(weather)), sim_(server::Core(repeatable_rules()), simulated_start) {
    if (weather_.down > Duration::zero()) come_and_go();
  }

  [[nodiscard]] Instant now() const override { return sim_.now(); }
  TransmissionId send(Transmission transmission, TransmissionHandler handler) override {
    const TransmissionId id = ++last_;
    One& one = all_[id];
    if (transmission.shared_body) transmission.request.body = *transmission.shared_body;
    one.transmission = std::move(transmission);
    one.handler = std::move(handler);
    if (one.transmission.time_limit > Duration::zero()) {
      one.limit = sim_.at(now() + one.transmission.time_limit,
                          [this, id] { end(id, Outcome::timed_out, "no response in time"); });
    }
    one.transmission.time_limit = {};
    one.next = sim_.at(now() + SimTransport::latency, [this, id] { arrive(id); });
    return id;
  }
  TransmissionId send_raw(RawTransmission transmission, TransmissionHandler handler) override {
    return sim_.send_raw(std::move(transmission), std::move(handler));
  }
  void cancel(TransmissionId id) override {
    const auto found = all_.extract(id);
    if (!found.empty()) leave(found.mapped());
  }
  void pause(TransmissionId id) override {
    if (const auto inner = all_.at(id).inner) sim_.pause(*inner);
  }
  void resume(TransmissionId id) override {
    One& one = all_.at(id);
    auto& holds = one.transmission.holds;
    if (!one.inner && !holds.empty()) holds.erase(holds.begin());
    if (one.inner) sim_.resume(*one.inner);
  }
  TimerId at(Instant when, std::function<void()> task) override {
    return sim_.at(when, std::move(task));
  }
  void cancel_timer(TimerId id) override { sim_.cancel_timer(id); }
  Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> on_request) override {
    return sim_.listen(std::move(on_request));
  }
  bool run_once() override { return sim_.run_once(); }
  [[nodiscard]] std::optional<std::string> raw_unavailable() const override {
    return sim_.raw_unavailable();
  }

  [[nodiscard]] bool is_dead() const { return dead_; }
  void revive() { dead_ = false; }
  [[nodiscard]] std::size_t max_served() const { return max_served_; }

 private:
  struct One {
    Transmission transmission;
    TransmissionHandler handler;
    std::optional<TimerId> limit{};
    std::optional<TimerId> next{};
    std::optional<TransmissionId> inner{};
    bool has_place = false;
  };

  void arrive(TransmissionId id) {
    One& one = all_.at(id);
    one.next.reset();
    if (dead_) {
      end(id, Outcome::no_connection, "no connection to the server: Connection refused");
      return;
    }
    if (weather_.places > served_) {
      serve(id);
    } else if (weather_.busy_status == 0) {
      queue_.push_back(id);
    } else {
      http::Headers headers;
      headers.add("Content-Length", "0");
      if (weather_.retry_after) headers.add("Retry-After", *weather_.retry_after);
      one.handler.on_head(weather_.busy_status, headers);
      if (all_.contains(id)) end(id, Outcome::complete, "");
    }
  }

  void serve(TransmissionId id) {
    One& one = all_.at(id);
    one.has_place = true;
    max_served_ = std::max(max_served_, ++served_);
    one.next = sim_.at(now() + weather_.work, [this, id] { look_at(id); });
  }

  void look_at(TransmissionId id) {
    One& one = all_.at(id);
    one.next.reset();
    switch (weather_.fate(one.transmission.request)) {
      case Weather::Fate::serve:
        forward(id);
        return;
      case Weather::Fate::drop:
        end(id, Outcome::no_connection, "the server closed the connection without a response");
        return;
      case Weather::Fate::fail:
        one.handler.on_head(500, http::Headers{});
        if (all_.contains(id)) end(id, Outcome::complete, "");
        return;
      case Weather::Fate::kill:
        die();
        return;
      case Weather::Fate::kill_later:
        sim_.at(now() + 100us, [this] { die(); });
        forward(id);
        return;
    }
  }

  void forward(TransmissionId id) {
    One& one = all_.at(id);
    one.inner =
        sim_.send(one.transmission,
                  {.on_head =
                       [this, id](int status, http::Headers headers) {
                         if (const auto found = all_.find(id); found != all_.end()) {
                           found->second.handler.on_head(status, std::move(headers));
                         }
                       },
                   .on_bytes =
                       [this, id](std::string_view bytes) {
                         if (const auto found = all_.find(id); found != all_.end()) {
                           found->second.handler.on_bytes(bytes);
                         }
                       },
                   .on_done =
                       [this, id](Outcome outcome, const std::string& problem, const std::string&) {
                         if (const auto found = all_.find(id); found != all_.end()) {
                           found->second.inner.reset();
                           end(id, outcome, problem);
                         }
                       }});
  }

  void come_and_go() {
    sim_.at(now() + weather_.up, [this] {
      die();
      sim_.at(now() + weather_.down, [this] {
        dead_ = false;
        come_and_go();
      });
    });
  }

  void die() {
    dead_ = true;
    std::vector<TransmissionId> ids;
    for (const auto& [id, one] : all_) {
      if (!one.next) ids.push_back(id);
    }
    for (const auto id : ids) {
      if (all_.contains(id)) {
        end(id, Outcome::no_connection, "the server closed the connection without a response");
      }
    }
  }

  void end(TransmissionId id, Outcome outcome, const std::string& problem) {
    auto found = all_.extract(id);
    if (found.empty()) return;
    leave(found.mapped());
    found.mapped().handler.on_done(outcome, problem, "");
  }

  void leave(One& one) {
    if (one.limit) sim_.cancel_timer(*one.limit);
    if (one.next) sim_.cancel_timer(*one.next);
    if (one.inner) sim_.cancel(*one.inner);
    if (!one.has_place) return;
    --served_;
    while (!queue_.empty() && served_ < weather_.places) {
      const auto next = queue_.front();
      queue_.pop_front();
      if (all_.contains(next)) serve(next);
    }
  }

  Weather weather_;
  SimTransport sim_;
  std::map<TransmissionId, One> all_;
  std::deque<TransmissionId> queue_;
  std::size_t served_ = 0;
  std::size_t max_served_ = 0;
  TransmissionId last_ = 0;
  bool dead_ = false;
};

struct RunOutcome {
  std::map<std::string, Result> results;
  RunFinished finished;
  int restarts = 0;

  [[nodiscard]] std::vector<std::string> with(Verdict verdict) const {
    std::vector<std::string> found;
    for (const auto& [id, result] : results) {
      if (result.verdict == verdict) found.push_back(id + ": " + result.message);
    }
    return found;
  }
};

RunOutcome run(Weather weather, const Selection& selection = {}, bool starts_again = false) {
  static const Catalogue catalogue = load(embedded_suites()).value();
  static const std::vector<RuleInfo> rules = [] {
    std::vector<RuleInfo> infos;
    for (const auto& rule : all_rules()) infos.push_back(rule.info);
    return infos;
  }();
  WeatherTransport transport(std::move(weather));
  RunOptions options;
  options.run_id = "test";
  RunOutcome outcome;
  if (starts_again) {
    options.server = ServerControl{.ended = [&]() -> std::optional<std::string> {
                                     if (transport.is_dead()) return "exit status 1";
                                     return std::nullopt;
                                   },
                                   .start_again = [&]() -> Expected<void, std::string> {
                                     transport.revive();
                                     ++outcome.restarts;
                                     return {};
                                   }};
  }
  Engine engine(transport, simulated_target(), options, [&](const Event& event) {
    const auto* one = std::get_if<ResultReached>(&event);
    if (one == nullptr) return;
    EXPECT_FALSE(outcome.results.contains(one->result.id))
        << one->result.id << " is reported twice";
    outcome.results[one->result.id] = one->result;
  });
  auto finished = engine.run(select(catalogue, rules, selection).value());
  if (!finished) throw std::runtime_error(finished.error());
  outcome.finished = *finished;
  return outcome;
}

/// No failure is reported, and hardly anything is inconclusive.
void expect_right(const RunOutcome& outcome) {
  EXPECT_THAT(outcome.with(Verdict::fail), IsEmpty());
  EXPECT_THAT(outcome.with(Verdict::warn), IsEmpty());
  EXPECT_THAT(outcome.with(Verdict::blocked), IsEmpty());
  EXPECT_THAT(outcome.with(Verdict::error), IsEmpty());
  const auto open = outcome.with(Verdict::inconclusive);
  EXPECT_LE(open.size() * 100, outcome.results.size()) << testing::PrintToString(open);
  EXPECT_FALSE(outcome.finished.stopped_early);
}

TEST(Weather, MayLetOthersWaitBehindSixteen) {
  const auto outcome = run({.places = 16, .work = 1ms});
  expect_right(outcome);
  EXPECT_LE(outcome.with(Verdict::skip).size(), 154U)
      << testing::PrintToString(outcome.with(Verdict::skip));
  EXPECT_THAT(outcome.finished.notes, Contains(HasSubstr("requests were sent at once")));
}

class BusyStatus : public testing::TestWithParam<int> {};

TEST_P(BusyStatus, MayAnswerWhatIsBeyondEight) {
  for (const auto& wait : {std::optional<std::string>("1"), std::optional<std::string>()}) {
    const auto outcome = run({.places = 8, .busy_status = GetParam(), .retry_after = wait});
    expect_right(outcome);
    EXPECT_THAT(outcome.finished.notes,
                Contains(HasSubstr(fmt::format("answered {}", GetParam()))));
  }
}

INSTANTIATE_TEST_SUITE_P(Weather, BusyStatus, testing::Values(408, 429, 503));

TEST(Weather, MayServeOneAtATime) {
  const auto outcome = run({.places = 1, .work = 1ms});
  expect_right(outcome);
  EXPECT_THAT(outcome.finished.notes, Contains(HasSubstr("one connection at a time")));
}

TEST(Weather, MayBeSlow) {
  const auto outcome = run({.places = 4, .work = 100ms});
  expect_right(outcome);
}

TEST(Weather, IsNoExcuseForEveryTenthRequest) {
  auto count = std::make_shared<int>(0);
  const auto outcome = run({.fate = [count](const http::Request&) {
    return ++*count > 100 && *count % 10 == 0 ? Weather::Fate::fail : Weather::Fate::serve;
  }});
  EXPECT_EQ(outcome.results.at("judge.never-5xx").verdict, Verdict::fail);
}

TEST(Weather, MayComeAndGo) {
  Selection selection;
  selection.slow = false;
  const auto outcome = run({.work = 2ms, .up = 900ms, .down = 50ms}, selection);
  expect_right(outcome);
}

TEST(Weather, DropsEveryHead) {
  Selection selection;
  selection.only = {"head.*"};
  const auto outcome =
      run({.fate =
               [](const http::Request& request) {
                 return request.method == "HEAD" ? Weather::Fate::drop : Weather::Fate::serve;
               }},
          selection);
  ASSERT_TRUE(outcome.results.contains("server.answers"));
  const auto& result = outcome.results.at("server.answers");
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.message, HasSubstr("HEAD http"));
  EXPECT_FALSE(outcome.finished.stopped_early);
}

bool is_for_the_tail(const http::Request& request) {
  return request.target.find("offset=now") != std::string::npos;
}

TEST(Weather, DropsOneKindOfRequestAndTheRunGoesOn) {
  const auto outcome = run({.fate = [](const http::Request& request) {
    return is_for_the_tail(request) ? Weather::Fate::drop : Weather::Fate::serve;
  }});
  ASSERT_TRUE(outcome.results.contains("capability.now-dropped"));
  EXPECT_EQ(outcome.results.at("capability.now-dropped").verdict, Verdict::fail);
  EXPECT_FALSE(outcome.finished.stopped_early);
  EXPECT_GT(outcome.with(Verdict::pass).size(), 1400U);
}

Selection reads_and_appends() {
  Selection selection;
  selection.suites = {"append", "read", "head", "judge"};
  return selection;
}

TEST(Weather, KillsAServerThatIsStartedAgainAndTheCulpritIsNamed) {
  const auto outcome = run({.fate =
                                [](const http::Request& request) {
                                  return request.method == "POST" && request.body == "hello"
                                             ? Weather::Fate::kill
                                             : Weather::Fate::serve;
                                }},
                           reads_and_appends(), true);
  ASSERT_TRUE(outcome.results.contains("server.stays-up"));
  const auto& death = outcome.results.at("server.stays-up");
  EXPECT_EQ(death.verdict, Verdict::fail);
  EXPECT_THAT(death.message, HasSubstr("POST http"));
  EXPECT_THAT(death.message, HasSubstr("sent alone"));
  EXPECT_GE(outcome.restarts, 2);
}

TEST(Weather, KillsAServerAMomentLaterAndTheRunGoesOnToItsEnd) {
  Selection selection;
  selection.suites = {"delete", "append", "read", "long-poll", "sse"};
  const auto outcome =
      run({.fate =
               [](const http::Request& request) {
                 return request.method == "DELETE" &&
                                request.target.find("under-a-reader") != std::string::npos
                            ? Weather::Fate::kill_later
                            : Weather::Fate::serve;
               }},
          selection, true);
  ASSERT_TRUE(outcome.results.contains("server.stays-up"));
  EXPECT_EQ(outcome.results.at("server.stays-up").verdict, Verdict::fail);
  EXPECT_FALSE(outcome.finished.stopped_early);
  EXPECT_THAT(outcome.results.at("server.stays-up").message, HasSubstr("under-a-reader"));
  EXPECT_LE(outcome.restarts, 3);
}

TEST(Weather, KillsAServerThatNobodyStartsAgain) {
  auto count = std::make_shared<int>(0);
  const auto outcome =
      run({.work = 1ms,
           .fate =
               [count](const http::Request&) {
                 return ++*count == 300 ? Weather::Fate::kill : Weather::Fate::serve;
               }},
          reads_and_appends());
  ASSERT_TRUE(outcome.finished.stopped_early);
  EXPECT_THAT(*outcome.finished.stopped_early, HasSubstr("the server is gone"));
  EXPECT_THAT(outcome.with(Verdict::fail), testing::SizeIs(1));
  EXPECT_TRUE(outcome.results.contains("server.stays-up"));
}

TEST(Weather, KillsAServerAtItsCleanUp) {
  const auto outcome = run({.fate =
                                [](const http::Request& request) {
                                  const bool cleans_up =
                                      request.method == "DELETE" &&
                                      request.target.find("-probe") == std::string::npos &&
                                      request.target.find("-ready") == std::string::npos;
                                  return cleans_up ? Weather::Fate::kill : Weather::Fate::serve;
                                }},
                           reads_and_appends(), true);
  ASSERT_TRUE(outcome.results.contains("server.stays-up"));
  EXPECT_THAT(outcome.results.at("server.stays-up").message, HasSubstr("DELETE http"));
  EXPECT_FALSE(outcome.finished.stopped_early);
}

Weather deadly_to(std::function<bool(const http::Request&)> is_deadly) {
  return {.fate = [is_deadly = std::move(is_deadly)](const http::Request& request) {
    return is_deadly(request) ? Weather::Fate::kill : Weather::Fate::serve;
  }};
}

bool is_for_an_event_stream(const http::Request& request) {
  return request.target.find("live=sse") != std::string::npos;
}

TEST(Weather, KillsAServerThatIsProbedAndTheRestIsTested) {
  const auto outcome = run(deadly_to(is_for_an_event_stream), reads_and_appends(), true);
  ASSERT_TRUE(outcome.results.contains("server.stays-up"));
  const auto& death = outcome.results.at("server.stays-up");
  EXPECT_EQ(death.verdict, Verdict::fail);
  EXPECT_THAT(death.message, HasSubstr("live=sse"));
  EXPECT_THAT(death.message, HasSubstr("(of the probe), sent alone"));
  EXPECT_FALSE(outcome.finished.stopped_early);
  EXPECT_GT(outcome.with(Verdict::pass).size(), 100U);
  EXPECT_THAT(outcome.with(Verdict::inconclusive),
              testing::Each(HasSubstr("a request for it crashed the server")));
}

TEST(Weather, KillsAServerThatIsProbedAndNobodyStartsItAgain) {
  const auto outcome = run(deadly_to(is_for_an_event_stream), reads_and_appends());
  ASSERT_TRUE(outcome.finished.stopped_early);
  EXPECT_THAT(*outcome.finished.stopped_early, HasSubstr("the server is gone"));
  ASSERT_TRUE(outcome.results.contains("server.stays-up"));
  EXPECT_EQ(outcome.results.size(), 1U);
  EXPECT_EQ(outcome.finished.conclusion, Conclusion::violations);
}

TEST(Weather, KillsAServerWithWhateverItIsAsked) {
  const auto outcome = run(deadly_to([](const http::Request& request) {
                             return request.target.find("-probe") != std::string::npos;
                           }),
                           reads_and_appends(), true);
  ASSERT_TRUE(outcome.finished.stopped_early);
  EXPECT_THAT(*outcome.finished.stopped_early, HasSubstr("for every request"));
  EXPECT_TRUE(outcome.results.contains("server.stays-up"));
}

}  // namespace
}  // namespace conform
