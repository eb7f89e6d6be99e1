#include "fuzz/campaign/features.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "fuzz/sequence/vocabulary.hpp"
#include "harness/judge/parsed_request.hpp"

namespace conform::fuzz {
namespace {

/// Hashes several numbers into one (the finalizer of MurmurHash3).
class Mix {
 public:
  Mix& operator<<(std::uint64_t value) {
    state_ = (state_ ^ value) * 0xff51afd7ed558ccdULL;
    state_ ^= state_ >> 33;
    return *this;
  }
  [[nodiscard]] std::uint32_t feature() const {
    return static_cast<std::uint32_t>(state_ % max_features);
  }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15ULL;
};

/// Groups counts by powers of two.
std::uint64_t bucket(std::uint64_t count) {
  return static_cast<std::uint64_t>(std::bit_width(count));
}

/// A stream as the answers show it.
struct StreamState {
  bool exists = false;
  bool closed = false;
  bool forked = false;
  std::uint64_t writes = 0;
  std::uint64_t lives = 0;  ///< times created
  std::uint64_t last_answer = 0;
  std::string tail;  ///< the greatest offset received
  std::set<std::string, std::less<>> offsets;

  [[nodiscard]] std::uint64_t state() const {
    return (exists ? 1U : 0U) | (closed ? 2U : 0U) | (forked ? 4U : 0U) | (lives > 1 ? 8U : 0U) |
           std::min<std::uint64_t>(writes, 3) << 4;
  }
};

/// All invented cursors count as one choice.
std::uint64_t condition_of(const Operation& operation) {
  const auto choice = operation[Field::condition];
  const bool names_tag = choice == static_cast<std::size_t>(Condition::earlier) ||
                         choice == static_cast<std::size_t>(Condition::made_up);
  const auto first = static_cast<std::size_t>(Condition::first_invented);
  return names_tag ? choice : std::min(choice, first);
}

/// How the request differs from the simplest one, in ways that servers may treat differently.
std::uint64_t manner(const Operation& operation) {
  const auto choice = [&](Field field, std::size_t most) {
    return std::min<std::uint64_t>(operation[field], most);
  };
  Mix mix;
  mix << choice(Field::type, 3) << choice(Field::offset, offset_choices)
      << (operation[Field::producer] > 0 ? 1U : 0U) << choice(Field::epoch, 7)
      << choice(Field::seq, 7) << choice(Field::order, 8) << choice(Field::lifetime, 5)
      << condition_of(operation) << choice(Field::closing, 2)
      << (operation[Field::body] > 1 ? operation[Field::body] : 0);
  return mix.feature();
}

std::uint64_t answer_of(const Turn& turn) {
  constexpr std::array<std::string_view, 8> distinctive = {
      "Stream-Closed",  "Stream-Up-To-Date", "Stream-Cursor",         "Location",
      "Producer-Epoch", "Producer-Seq",      "Producer-Expected-Seq", "ETag"};
  const auto& response = turn.exchange.response;
  std::uint64_t present = 0;
  for (std::size_t i = 0; i < distinctive.size(); ++i) {
    if (response.headers.contains(distinctive[i])) present |= std::uint64_t{1} << i;
  }
  Mix mix;
  mix << static_cast<std::uint64_t>(turn.operation.act())
      << static_cast<std::uint64_t>(response.status)
      << static_cast<std::uint64_t>(turn.exchange.outcome) << present
      << bucket(response.body.size()) / 3 << bucket(turn.exchange.events.size());
  return mix.feature();
}

std::uint64_t order_of(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 3;
  return a < b ? 0 : a == b ? 1 : 2;
}

/// Where a read began and ended, relative to the offsets known so far.
std::uint64_t place_of(const Turn& turn, const StreamState& stream) {
  const auto asked = parsed_request(turn.exchange.request).offset;
  const auto& response = turn.exchange.response;
  const auto next = value_of(response.headers, "Stream-Next-Offset").value_or("");
  Mix mix;
  mix << static_cast<std::uint64_t>(turn.operation.act())
      << static_cast<std::uint64_t>(response.status) << (response.body.empty() ? 0U : 1U)
      << (stream.offsets.contains(asked) ? 1U : 0U) << order_of(asked, stream.tail)
      << order_of(asked, next) << order_of(stream.tail, next);
  return mix.feature();
}

void learn(StreamState& stream, const Turn& turn) {
  const int status = turn.exchange.response.status;
  if (status / 100 != 2) return;
  switch (turn.operation.act()) {
    case Act::create:
    case Act::fork:
      stream.exists = true;
      stream.forked = turn.operation.act() == Act::fork;
      if (status == 201) {
        ++stream.lives;
        stream.writes = 0;
        stream.closed = false;
        stream.tail.clear();
        stream.offsets.clear();
      }
      break;
    case Act::append:
      ++stream.writes;
      break;
    case Act::remove:
      stream.exists = stream.closed = false;
      break;
    default:
      break;
  }
  const auto& headers = turn.exchange.response.headers;
  if (says_true(headers, "Stream-Closed")) stream.closed = true;
  if (const auto next = value_of(headers, "Stream-Next-Offset")) {
    stream.tail = std::max(stream.tail, std::string(*next));
    stream.offsets.emplace(*next);
  }
}

}  // namespace

std::vector<std::uint32_t> features_of(const Execution& execution,
                                       const std::vector<std::uint64_t>& applied) {
  std::vector<std::uint32_t> features;
  std::array<StreamState, streams> shown{};
  for (const auto& turn : execution.turns) {
    if (turn.request.method.empty()) continue;
    StreamState& stream = shown[turn.operation[Field::stream]];
    const auto before = stream.state();
    const auto answer = answer_of(turn);
    if (turn.exchange.request.method == "GET") {
      features.push_back((Mix() << 5 << place_of(turn, stream)).feature());
    }
    learn(stream, turn);
    features.push_back((Mix() << 1 << answer << before << stream.state()).feature());
    features.push_back((Mix() << 2 << stream.last_answer << answer).feature());
    features.push_back((Mix() << 3 << manner(turn.operation) << before
                              << static_cast<std::uint64_t>(turn.exchange.response.status))
                           .feature());
    stream.last_answer = answer;
  }
  for (std::size_t rule = 0; rule < applied.size(); ++rule) {
    if (applied[rule] > 0) {
      features.push_back((Mix() << 4 << rule << bucket(applied[rule])).feature());
    }
  }
  return features;
}

}  // namespace conform::fuzz
