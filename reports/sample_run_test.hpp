// Invented runs that the reporters are tried on, and outputs that were looked at and approved.
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

/// The same as a part of a larger run, with a failure that is known and an objection to it.
[[nodiscard]] std::vector<Event> gated_run();

/// A run whose every text is what a malicious server or a broken suite could put there.
[[nodiscard]] std::vector<Event> hostile_run();

/// A run that was interrupted before its first result.
[[nodiscard]] std::vector<Event> interrupted_run();

/// A failed result with evidence.
[[nodiscard]] Result sample_failure();

void emit(Report& report, const std::vector<Event>& events);

/// Compares with reports/approved/<name>; what came instead is kept in the directory for temporary
/// files, to be looked at and, if it is right, copied there.
void expect_approved(const std::string& name, const std::string& text);

/// Whether it is valid UTF-8 in which only line feeds control anything.
[[nodiscard]] bool is_clean(std::string_view text);

}  // namespace conform::reports
