#include "harness/durability/history.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace conform::durability {
namespace {

using Kind = Operation::Kind;

constexpr unsigned small = 24;
constexpr unsigned large = 100'000;

Operation create(unsigned stream, Content content = Content::text, unsigned bytes = small) {
  return {.kind = Kind::create, .stream = stream, .content = content, .bytes = bytes};
}

Operation append(unsigned stream, Writer writer = Writer::plain, unsigned bytes = small) {
  return {.kind = Kind::append, .stream = stream, .writer = writer, .bytes = bytes};
}

Operation closing(unsigned stream, Writer writer = Writer::plain) {
  auto operation = append(stream, writer);
  operation.closes = true;
  return operation;
}

Operation fork(unsigned stream, unsigned source, bool early = false) {
  return {.kind = Kind::fork, .stream = stream, .source = source, .early = early};
}

Operation simple(Kind kind, unsigned stream) {
  return {.kind = kind, .stream = stream};
}

Operation living(Operation operation, Lifetime lifetime) {
  operation.lifetime = lifetime;
  return operation;
}

/// Builds the history of a round.
class Builder {
 public:
  Builder(unsigned round, std::uint32_t seed, const HistoryOptions& options)
      : round_(round), options_(options), random_(seed * 1000003U + round) {}

  History history() {
    every_kind();
    stop(false);
    after_the_first_stop();
    const auto stops = 1 + below(3);
    if (round_ % 3 == 2 && options_.full_disk) failing_disk(Kind::fill_disk, Kind::free_disk);
    if (round_ % 3 == 0 && options_.read_only_disk) {
      failing_disk(Kind::protect_disk, Kind::unprotect_disk);
    }
    for (unsigned i = 0; i < stops; ++i) {
      some_requests();
      stop(true);
    }
    return std::move(history_);
  }

 private:
  [[nodiscard]] bool has(std::string_view capability) const {
    return options_.capabilities.contains(capability);
  }
  unsigned below(unsigned end) { return static_cast<unsigned>(random_()) % end; }

  void add(Operation operation) { history_.push_back(std::move(operation)); }

  template <class... Operations>
  void add_all(Operations... operations) {
    (add(std::move(operations)), ...);
  }

  void every_kind() {
    add_all(create(0), append(0), append(0, Writer::plain, large), append(0),
            simple(Kind::read, 0));
    add_all(create(17, Content::binary, 0), create(20), append(20), simple(Kind::read, 20));
    if (has("json")) add_all(create(1, Content::json), append(1), append(1, Writer::plain, 300));
    if (has("close")) closed_streams();
    if (has("producers")) producers();
    if (has("stream-seq"))
      add_all(create(5), append(5, Writer::sequence), append(5, Writer::sequence));
    if (has("forks")) forks();
    if (has("delete")) deleted_streams();
    if (has("pull-wake")) subscription();
    lifetimes();
  }

  void closed_streams() {
    auto at_once = create(16);
    at_once.closes = true;
    add_all(create(2, Content::binary), append(2), closing(2), create(3), append(3),
            simple(Kind::close, 3), at_once);
  }

  void producers() {
    add_all(create(4), append(4, Writer::producer), append(4, Writer::producer), create(14),
            append(14, Writer::producer), append(14, Writer::new_epoch));
    if (has("close"))
      add_all(create(15), append(15, Writer::producer), closing(15, Writer::producer));
  }

  void forks() {
    add_all(create(6), append(6), fork(7, 6, true), append(7), append(6), fork(8, 7), append(8));
    add_all(create(18), append(18), fork(19, 18));
    if (has("delete")) add_all(create(9), append(9), fork(10, 9), simple(Kind::remove, 9));
  }

  void deleted_streams() {
    add_all(create(11), append(11), simple(Kind::remove, 11), create(12), append(12),
            simple(Kind::read, 12), simple(Kind::remove, 12), create(12), append(12),
            simple(Kind::read, 12));
  }

  void subscription() {
    add_all(create(26), simple(Kind::subscribe, 26), append(26), simple(Kind::acknowledge, 26));
  }

  /// Waiting for them takes seconds, so only some rounds have short ones.
  void lifetimes() {
    if (has("ttl")) add_all(living(create(13), Lifetime::long_ttl), append(13));
    if (round_ % 4 != 1) return;
    if (has("expires-at")) add(living(create(21), Lifetime::deadline));
    if (!has("ttl")) return;
    add_all(living(create(22), Lifetime::short_ttl), simple(Kind::pause, 22),
            living(create(23), Lifetime::short_ttl));
  }

  /// What shows whether the server has forgotten something that reads do not show.
  void after_the_first_stop() {
    if (round_ % 4 == 1 && has("ttl")) add(simple(Kind::pause, 23));
    if (has("delete")) {
      add_all(simple(Kind::remove, 20), create(20), append(20), simple(Kind::read, 20));
      if (has("forks")) add(simple(Kind::remove, 18));
    }
    add(append(0));
    if (has("pull-wake")) add_all(append(26), simple(Kind::acknowledge, 26));
  }

  /// The streams are new: what else happens to them must not hide what the disk does.
  void failing_disk(Kind fails, Kind works) {
    add_all(create(60), append(60), create(61, Content::binary), append(61), create(62),
            append(62));
    if (has("json")) add_all(create(63, Content::json), append(63));
    add(simple(fails, 0));
    add_all(append(60), append(61, Writer::plain, large), create(64));
    if (has("json")) add(append(63, Writer::plain, 300));
    if (has("close")) add(closing(62));
    add(simple(works, 0));
    stop(false);
  }

  Writer some_writer() {
    if (has("producers") && below(3) == 0) return Writer::producer;
    if (has("stream-seq") && below(5) == 0) return Writer::sequence;
    return Writer::plain;
  }

  Operation some_request() {
    const unsigned stream = below(12) == 0 ? below(27) : 30 + below(8);
    switch (below(14)) {
      case 0:
      case 1:
      case 2: {
        auto fresh = create(30 + below(8),
                            has("json") && below(3) == 0 ? Content::json
                            : below(2) == 0              ? Content::binary
                                                         : Content::text,
                            below(3) * small);
        fresh.closes = has("close") && fresh.bytes > 0 && below(8) == 0;
        return fresh;
      }
      case 3:
        if (has("forks")) return fork(40 + below(6), 30 + below(8), below(2) == 0);
        break;
      case 4:
        if (has("delete")) return simple(Kind::remove, 30 + below(16));
        break;
      case 5:
        if (has("close")) return below(2) == 0 ? closing(stream) : simple(Kind::close, stream);
        break;
      case 6:
        return simple(Kind::read, stream);
      default:
        break;
    }
    return append(stream, some_writer(), below(8) == 0 ? large : small + below(3) * small);
  }

  void some_requests() {
    const auto count = 6 + below(10);
    for (unsigned i = 0; i < count; ++i) add(some_request());
  }

  /// At most one change of a stream at a time, apart from plain appends.
  std::vector<Operation> some_load() {
    std::vector<Operation> load;
    std::set<unsigned> changed;
    const auto count = 4 + below(16);
    for (unsigned i = 0; i < count; ++i) {
      auto request =
          below(3) == 0
              ? append(below(2) == 0 ? 0 : 4,
                       below(2) == 0 ? Writer::plain
                                     : (has("producers") ? Writer::producer : Writer::plain))
              : some_request();
      if (request.kind == Kind::read) {
        load.push_back(request);
        continue;
      }
      if (!changed.insert(request.stream).second) continue;
      if (request.kind == Kind::fork && !changed.insert(request.source).second) continue;
      request.holds_body = request.kind == Kind::append && below(6) == 0;
      load.push_back(request);
    }
    for (unsigned i = 0; i < 3; ++i) {
      if (changed.contains(0)) break;
      load.push_back(append(0, Writer::plain, i == 0 ? large : small));
    }
    return load;
  }

  Signal some_signal() {
    if (!options_.kills) return Signal::term;
    if (!options_.terms) return Signal::kill;
    return below(3) == 0 ? Signal::term : Signal::kill;
  }

  void stop(bool loaded) {
    Operation stop{.kind = Kind::stop};
    stop.signal = loaded ? some_signal() : first_signal();
    if (loaded && below(4) != 0) {
      stop.load = some_load();
      stop.delay_ms = below(25);
    }
    lose_power(stop);
    if (loaded && stop.signal != Signal::term && below(3) == 0) {
      stop.kills_at_start = 1 + below(2);
      stop.start_delay_ms = below(static_cast<unsigned>(longest_start_delay.count()));
    }
    if (loaded && stop.load.empty()) last_change();
    add(std::move(stop));
  }

  /// Two of three SIGKILLs become losses of power, if those are asked for.
  void lose_power(Operation& stop) {
    if (!options_.lost_writes && !options_.torn_writes) return;
    const auto chance = below(6);
    if (stop.signal != Signal::kill || chance < 2) return;
    stop.signal = Signal::power;
    const bool tears = options_.torn_writes && (!options_.lost_writes || chance % 2 == 0);
    if (tears) stop.torn_by = 1 + below(100'000);
  }

  /// A change that nothing follows before the server ends.
  void last_change() {
    const unsigned stream = 50 + below(3);
    const bool removes = has("delete") && below(2) == 0;
    add_all(create(stream), append(stream));
    if (removes) add(simple(Kind::remove, stream));
    if (!removes && has("close")) add(simple(Kind::close, stream));
  }

  [[nodiscard]] Signal first_signal() const {
    if (!options_.kills) return Signal::term;
    if (!options_.terms) return Signal::kill;
    return round_ % 2 == 1 ? Signal::term : Signal::kill;
  }

  unsigned round_;
  const HistoryOptions& options_;
  std::minstd_rand random_;
  History history_;
};

}  // namespace

History history_of(unsigned round, std::uint32_t seed, const HistoryOptions& options) {
  return Builder(round, seed, options).history();
}

History first_history(const HistoryOptions& options) {
  History history{create(0), append(0)};
  if (options.capabilities.contains("json")) {
    history.push_back(create(1, Content::json));
    history.push_back(append(1));
  }
  history.push_back({.kind = Kind::stop});
  return history;
}

}  // namespace conform::durability
