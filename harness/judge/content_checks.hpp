// The checks of content, bytes or JSON, that expectations are made of. Each adds what it finds
// wrong to `out`; `what` names the content in messages: "body".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/mismatch.hpp"
#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

void check_bytes(const BodyTest& test, std::string_view what, std::string_view got,
                 const Fill& fill, std::vector<Mismatch>& out);

void check_json_equal(const JsonTemplate& value, std::string_view what, std::string_view got,
                      const Fill& fill, std::vector<Mismatch>& out);

void check_json_includes(const JsonTemplate& value, std::string_view what, std::string_view got,
                         const Fill& fill, std::vector<Mismatch>& out);

/// It must be a JSON object without these members.
void check_json_excludes(const std::vector<std::string>& names, std::string_view got,
                         std::vector<Mismatch>& out);

/// The expected body, if it has several parts, of which one at a time is needed to compare it;
/// otherwise null.
[[nodiscard]] const BodyRepeat* in_parts(const BodyTest& test);

/// The text with CR, LF and CRLF all as LF (R12).
[[nodiscard]] std::string as_lines(std::string_view text);

}  // namespace conform
