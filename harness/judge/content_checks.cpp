#include "harness/judge/content_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/judge/body_comparison.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using Mismatches = std::vector<Mismatch>;

std::string difference_words(std::string_view expected, std::string_view got) {
  const auto common = static_cast<std::size_t>(
      std::mismatch(expected.begin(), expected.end(), got.begin(), got.end()).first -
      expected.begin());
  constexpr std::size_t context = 24;
  if (expected.size() <= 200 && got.size() <= 200) return quote(got);
  const auto from = common > context ? common - context : 0;
  return fmt::format("{} bytes, the first difference at byte {}: {}", got.size(), common,
                     quote(got.substr(std::min(from, got.size()), 96)));
}

void check_parts(const BodyRepeat& expected, std::string_view what, std::string_view got,
                 const Fill& fill, Mismatches& out) {
  BodyComparison comparison(expected, fill, what);
  comparison.take(got);
  if (auto mismatch = comparison.end()) out.push_back(*std::move(mismatch));
}

bool includes(const nlohmann::json& whole, const nlohmann::json& part) {
  if (part.is_object() && whole.is_object()) {
    return std::all_of(part.items().begin(), part.items().end(), [&](const auto& member) {
      return whole.contains(member.key()) && includes(whole.at(member.key()), member.value());
    });
  }
  if (part.is_array() && whole.is_array()) {
    return std::all_of(part.begin(), part.end(), [&](const auto& element) {
      return std::any_of(whole.begin(), whole.end(),
                         [&](const auto& candidate) { return includes(candidate, element); });
    });
  }
  return whole == part;
}

}  // namespace

std::string as_lines(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      result.push_back('\n');
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      result.push_back(text[i]);
    }
  }
  return result;
}

const BodyRepeat* in_parts(const BodyTest& test) {
  const auto* body = test.equals ? std::get_if<BodyRepeat>(&*test.equals) : nullptr;
  return body != nullptr && body->count > 1 && !test.same_lines ? body : nullptr;
}

void check_bytes(const BodyTest& test, std::string_view what, std::string_view got,
                 const Fill& fill, Mismatches& out) {
  std::string lines;
  if (const auto* parts = in_parts(test)) {
    check_parts(*parts, what, got, fill, out);
  } else if (test.equals) {
    std::string expected = body_bytes(*test.equals, fill);
    if (test.same_lines) {
      expected = as_lines(expected);
      lines = as_lines(got);
      got = lines;
    }
    if (expected != got) {
      out.push_back({fmt::format("{} {}", what, quote(expected)),
                     fmt::format("{} {}", what, difference_words(expected, got))});
    }
  }
  if (test.contains && got.find(fill(*test.contains)) == std::string::npos) {
    out.push_back({fmt::format("{} with {} in it", what, quote(fill(*test.contains))),
                   fmt::format("{} {}", what, quote(got))});
  }
  if (test.not_contains && got.find(fill(*test.not_contains)) != std::string::npos) {
    out.push_back({fmt::format("{} without {} in it", what, quote(fill(*test.not_contains))),
                   fmt::format("{} {}", what, quote(got))});
  }
  if (test.length && got.size() != *test.length) {
    out.push_back({fmt::format("{} of {} bytes", what, *test.length),
                   fmt::format("{} bytes: {}", got.size(), quote(got))});
  }
}

void check_json_equal(const JsonTemplate& value, std::string_view what, std::string_view got,
                      const Fill& fill, Mismatches& out) {
  const std::string expected = json_text(value, fill);
  const auto canonical = canonical_json(got);
  if (canonical && equal_as_doubles(canonical_json(expected).value(), *canonical)) return;
  out.push_back({fmt::format("{} equal to {}", what, quote(expected)),
                 canonical ? fmt::format("{} {}", what, quote(got))
                           : fmt::format("no valid JSON ({}): {}", canonical.error(), quote(got))});
}

void check_json_includes(const JsonTemplate& value, std::string_view what, std::string_view got,
                         const Fill& fill, Mismatches& out) {
  const std::string part = json_text(value, fill);
  const auto whole = nlohmann::json::parse(got, nullptr, false);
  if (!whole.is_discarded() && includes(whole, nlohmann::json::parse(part))) return;
  out.push_back({fmt::format("{} that includes {}", what, quote(part)),
                 fmt::format("{} {}", what, quote(got))});
}

void check_json_excludes(const std::vector<std::string>& names, std::string_view got,
                         Mismatches& out) {
  const auto value = nlohmann::json::parse(got, nullptr, false);
  for (const auto& name : names) {
    if (value.is_object() && !value.contains(name)) continue;
    out.push_back({fmt::format("a JSON object without \"{}\"", name), quote(got)});
  }
}

}  // namespace conform
