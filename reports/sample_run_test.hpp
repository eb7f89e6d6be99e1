// Sample runs for testing the reports, and comparison with approved outputs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/run/event.hpp"
#include "reports/entry.hpp"

namespace conform::reports {

[[nodiscard]] Context sample_context();

/// A run in which every verdict occurs, against a server that compares Stream-Seq as a number.
[[nodiscard]] std::vector<Event> sample_run();

/// The same as a part of a larger run, with a known failure and an objection to it.
[[nodiscard]] std::vector<Event> gated_run();

/// A run in which every text is as malicious as a server or a broken suite could make it.
[[nodiscard]] std::vector<Event> hostile_run();

/// A run that was interrupted before its first result.
[[nodiscard]] std::vector<Event> interrupted_run();

/// A failed result with evidence.
[[nodiscard]] Result sample_failure();

void emit(Report& report, const std::vector<Event>& events);

/// Compares with reports/approved/<name>; a different output is kept in the directory for temporary
/// files, to be inspected and, if it is correct, copied there.
void expect_approved(const std::string& name, const std::string& text);

/// Whether it is valid UTF-8 without control characters except line feeds.
[[nodiscard]] bool is_clean(std::string_view text);

}  // namespace conform::reports
