// Steps that continue in the next table of their list. A TOML 1.0 inline table must be on one line,
// so a longer step has its further keys in tables without an action:
//   { send = "POST {s}", body = "first" },
//     { expect = { status = 409 } },
#pragma once

#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// Moves the keys of each such table in a suite's file into the preceding step, merging a table
/// that both have. Reports keys that the step already has. Every value keeps its place.
void join_continued_steps(toml::table& file, const TomlSource& source);

}  // namespace conform
