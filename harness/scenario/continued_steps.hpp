// Steps that go on in the next table of their list. An inline table of TOML 1.0 stands on one line,
// so a step that is longer has its further keys in tables without an action of their own:
//   { send = "POST {s}", body = "first" },
//     { expect = { status = 409 } },
#pragma once

#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// Moves the keys of each such table of a suite's file into the step before it, and into a table
/// that both have. Reports a key that the step has already. Every value keeps its place.
void join_continued_steps(toml::table& file, const TomlSource& source);

}  // namespace conform
