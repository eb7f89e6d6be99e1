// One act and everything that was seen of it: what came back on its connection, and what an
// ordinary client found afterwards.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fuzz/malformed/act.hpp"
#include "fuzz/malformed/answers.hpp"
#include "fuzz/malformed/reading.hpp"
#include "harness/exchange/exchange.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::malformed {

/// What the streams of an act hold before it.
inline constexpr const char* own_content = "kept";
inline constexpr const char* canary_content = "untouched";

/// A rule that was not kept, and how a scenario shows it again.
struct Breach {
  std::string rule;  ///< id of the rule
  std::string expected;
  std::string got;
  unsigned answer = 0;                 ///< so many come before the one that it is about
  std::optional<Expectation> raw;      ///< of that answer
  std::optional<Expectation> content;  ///< of a read of `stream` afterwards
  std::string stream;                  ///< by its name in the scenario; empty for none
};

struct Encounter {
  Act act;
  std::size_t number = 0;  ///< of the act in its sequence, from 1
  RawStep step;            ///< as a template
  std::string bytes;       ///< as they were sent
  std::string held_body;   ///< what `{body}` stood for
  std::string authority;
  std::string own_path;
  std::string canary_path;
  std::string front_path;
  std::string behind_path;
  std::string front_content;
  std::string behind_content;

  Reading reading;
  Answers answers;
  bool closed = false;     ///< by the server
  bool listened = false;   ///< we did not hang up before it could answer
  bool timed_out = false;  ///< what must be answered was not, within the limit
  Duration took{};

  Exchange raw;                 ///< for people
  Exchange append;              ///< of the ordinary client, to the witness
  Exchange witness;             ///< its read
  std::string witness_content;  ///< what it should have read
  Exchange own;                 ///< reads of what the act may have changed
  Exchange canary;

  std::vector<Breach> breaches;
};

}  // namespace conform::malformed
