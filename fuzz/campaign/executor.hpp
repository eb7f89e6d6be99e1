// Executes a sequence against a server: the requests of each client in order, those of different
// clients concurrently, live reads meanwhile. The judge observes every exchange.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/campaign/knowledge.hpp"
#include "fuzz/sequence/operation.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform::fuzz {

/// The execution of one operation.
struct Turn {
  Operation operation;
  RequestSpec request;                   ///< a template; empty if nothing was sent
  Exchange exchange;                     ///< empty if nothing was sent
  std::vector<SavedValue> saved_values;  ///< variables set by the answer
  /// For hang_up, stop_reading and go_on: the number of the turn concerned, from 1.
  std::size_t hung_up = 0;
  Duration waited{};  ///< of pass_time
  std::vector<Violation> violations;
};

struct Execution {
  std::string word;          ///< prefix of the names of its streams
  std::vector<Turn> turns;   ///< in the order of their start
  bool server_down = false;  ///< a connection was lost and no new one could be opened; or `silent`
  bool silent = false;       ///< neither a request nor a simple probe was answered in time
  bool cut_short = false;    ///< it was stopped before its end

  /// The broken rules without duplicates, in the order of turns.
  [[nodiscard]] std::vector<std::string> broken() const;
  /// The number of the first turn that broke that rule, from 1; 0 for none.
  [[nodiscard]] std::size_t breaks(std::string_view rule) const;
};

struct ExecutorOptions {
  std::size_t max_body_bytes = 1 << 17;
  Duration answer_limit = std::chrono::seconds(10);
  /// The least time that live reads stay open after the last operation.
  Duration linger{};
  /// Of the whole program, as far as it depends on what the server sends.
  std::size_t memory_bytes = limits::memory_bytes;
  bool virtual_time = false;  ///< waiting costs no time, so long waits are possible
  bool clean_up = true;       ///< delete the streams at the end
  /// Capabilities that the server does not have: their headers are not sent, because a server may
  /// ignore headers of what it does not support (R36).
  std::set<std::string> lacks = {};
  std::function<void()> pace;  ///< called before each request, may block; empty for none
  /// Called with each answer, for example a 429 with Retry-After; empty for none.
  std::function<void(const http::Response&)> on_answer;
  std::function<bool()> should_stop;  ///< called several times a second; empty for never
};

/// The rules about missing answers: a well-formed request is answered in time, and no request ends
/// the server.
[[nodiscard]] std::vector<RuleRecord> connection_rules();
inline constexpr const char* answers_rule = "fuzz.answers";
inline constexpr const char* survives_rule = "fuzz.survives";

class Executor {
 public:
  /// `word` is the prefix of the sequence's stream names, and of no other sequence's.
  Executor(Transport& transport, const Target& target, const ExecutorOptions& options, Judge& judge,
           std::string word);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// Call it once.
  [[nodiscard]] Execution execute(const Sequence& sequence);

 private:
  class Session;
  std::unique_ptr<Session> session_;
};

}  // namespace conform::fuzz
