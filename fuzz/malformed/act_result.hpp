// One executed act and everything that was observed: what was received on its connection, and what
// an ordinary client read afterwards.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fuzz/malformed/act.hpp"
#include "fuzz/malformed/answers.hpp"
#include "fuzz/malformed/strict_parser.hpp"
#include "harness/exchange/exchange.hpp"
#include "harness/judge/mismatch.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::malformed {

/// The content of the streams of an act before it.
inline constexpr const char* own_content = "kept";
inline constexpr const char* canary_content = "untouched";

/// A broken rule, and how a scenario reproduces it.
struct RuleViolation {
  std::string rule;  ///< id of the rule
  Mismatch mismatch;
  unsigned answer = 0;                 ///< index of the answer that it is about
  std::optional<Expectation> raw;      ///< of that answer
  std::optional<Expectation> content;  ///< of a later read of `stream`
  std::string stream;                  ///< its name in the scenario; empty for none
};

struct ActResult {
  Act act;
  std::size_t number = 0;  ///< of the act in its sequence, from 1
  RawStep step;            ///< as a template
  std::string bytes;       ///< as sent
  std::string held_body;   ///< the value of `{body}`
  std::string authority;
  std::string own_path;
  std::string canary_path;
  std::string front_path;
  std::string behind_path;
  std::string front_content;
  std::string behind_content;

  ParsedBytes parsed;
  Answers answers;
  bool closed = false;     ///< by the server
  bool listened = false;   ///< the client kept the connection open for an answer
  bool timed_out = false;  ///< a required answer did not arrive within the time limit
  Duration took{};

  Exchange raw;                 ///< for reports
  Exchange append;              ///< by the ordinary client, to the witness stream
  Exchange witness;             ///< its read of that stream
  std::string witness_content;  ///< the content that it must have
  Exchange own;                 ///< reads of the streams that the act may have changed
  Exchange canary;

  std::vector<RuleViolation> violations;
};

}  // namespace conform::malformed
