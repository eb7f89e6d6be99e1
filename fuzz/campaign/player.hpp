// Plays a sequence against a server: each client's requests in their order, those of different
// clients at once, live reads beside them; and shows every exchange to the judge.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/campaign/knowledge.hpp"
#include "fuzz/sequence/operation.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform::fuzz {

/// What one operation came to.
struct Turn {
  Operation operation;
  RequestSpec request;            ///< as a template; empty for an act that sends nothing
  Exchange exchange;              ///< empty for an act that sends nothing
  std::vector<SavedValue> gifts;  ///< variables that the answer has set
  /// Of hang_up, stop_reading and go_on: the turn that it was about, by number from 1.
  std::size_t hung_up = 0;
  Duration waited{};  ///< of pass_time
  std::vector<Violation> violations;
};

struct Played {
  std::string word;         ///< with which the names of its streams begin
  std::vector<Turn> turns;  ///< in the order in which they began
  bool gone = false;        ///< a connection was lost, and no new one could be had; or `silent`
  bool silent = false;      ///< a request got no answer in time, and neither did a plain one
  bool cut_short = false;   ///< it was stopped: what it shows is not all

  /// The rules that were broken, each once, in the order of turns.
  [[nodiscard]] std::vector<std::string> broken() const;
  /// The first turn that broke that rule, by number from 1; 0 for none.
  [[nodiscard]] std::size_t breaks(std::string_view rule) const;
};

struct PlayerOptions {
  std::size_t most_body_bytes = 1 << 17;
  Duration answer_limit = std::chrono::seconds(10);
  /// How long live reads stay open after the last operation, at least: an answer may take longer.
  Duration linger{};
  bool virtual_time = false;  ///< time may pass: it costs nothing
  bool clean_up = true;       ///< delete what was created
  /// Capabilities that the server does not have: their headers are not sent. A client that sent
  /// them would lose data, as the server's author knows (R36).
  std::set<std::string> lacks = {};
  std::function<void()> pace;  ///< called before each request, may wait; empty for none
  /// Told of each answer, such as 429 with what Retry-After asks for; empty for none.
  std::function<void(const http::Response&)> on_answer;
  std::function<bool()> should_stop;  ///< asked several times a second; empty for never
};

/// Rules that no single answer can break, for there is none: a well-formed request is answered in
/// time, and no request ends the server.
[[nodiscard]] std::vector<RuleRecord> connection_rules();
inline constexpr const char* answers_rule = "fuzz.answers";
inline constexpr const char* survives_rule = "fuzz.survives";

class Player {
 public:
  /// `word` begins the names of the sequence's streams and is used for no other sequence.
  Player(Transport& transport, const Target& target, const PlayerOptions& options, Judge& judge,
         std::string word);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// Once.
  [[nodiscard]] Played play(const Sequence& sequence);

 private:
  class Stage;
  std::unique_ptr<Stage> stage_;
};

}  // namespace conform::fuzz
