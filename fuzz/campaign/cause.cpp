#include "fuzz/campaign/cause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace conform::fuzz {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view separator = " | ";
constexpr std::size_t longest_mismatch = 200;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// By its first character: most defects of content are about where it begins or ends.
std::string_view kind_of(std::string_view quoted) {
  if (quoted.empty()) return "nothing";
  const auto first = static_cast<unsigned char>(quoted.front());
  if (first == '\\' && quoted.size() > 1 && quoted[1] != '"' && quoted[1] != '\\') return "control";
  return first < 0x80 ? "text" : "text beyond ASCII";
}

/// The end of the quoted text that begins at `at`.
std::size_t end_of_quote(std::string_view words, std::size_t at) {
  while (at < words.size() && words[at] != '"') {
    at += words[at] == '\\' ? std::size_t{2} : std::size_t{1};
  }
  return std::min(at, words.size());
}

/// Rules that compare an answer with what was acknowledged before its request.
constexpr std::array ordered = {"judge.read-your-writes"sv,
                                "judge.sse-up-to-date"sv,
                                "judge.sse-closed-after-data"sv,
                                "judge.head-tail-current"sv,
                                "judge.now-tail-current"sv,
                                "judge.up-to-date-at-tail"sv,
                                "judge.up-to-date-on-200"sv,
                                "judge.close-keeps-tail"sv,
                                "judge.offset-increases"sv,
                                "judge.created-once"sv,
                                "fuzz.answers"sv};

constexpr std::array about_content = {
    "judge.bytes-unchanged"sv,  "judge.messages-equal"sv,     "judge.bytes-immutable"sv,
    "judge.sse-content"sv,      "judge.messages-immutable"sv, "judge.nothing-extra"sv,
    "judge.fork-content"sv,     "judge.read-your-writes"sv,   "judge.sse-up-to-date"sv,
    "judge.offset-unique"sv,    "judge.offset-sortable"sv,    "judge.offset-increases"sv,
    "judge.up-to-date-value"sv, "judge.etag-names-content"sv, "judge.sse-closed-after-data"sv};

template <class List>
bool is_in(const List& list, std::string_view rule) {
  return std::find(list.begin(), list.end(), rule) != list.end();
}

}  // namespace

std::string without_variable_parts(std::string_view words) {
  constexpr auto cut_begins = " and #"sv;
  constexpr auto cut_ends = " more bytes"sv;
  constexpr auto status = "status "sv;
  std::string out;
  for (std::size_t at = 0; at < words.size();) {
    if (words[at] == '"') {
      const auto end = end_of_quote(words, at + 1);
      out += fmt::format("<{}>", kind_of(words.substr(at + 1, end - at - 1)));
      at = end + 1;
    } else if (is_digit(words[at]) && !std::string_view(out).ends_with(status)) {
      while (at < words.size() && is_digit(words[at])) ++at;
      out += '#';
      // Whether a quotation was shortened depends on chance too.
      if (words.substr(at).starts_with(cut_ends) && std::string_view(out).ends_with(cut_begins)) {
        out.resize(out.size() - cut_begins.size());
        at += cut_ends.size();
      }
    } else if (is_digit(words[at])) {
      while (at < words.size() && is_digit(words[at])) out += words[at++];
    } else {
      out += words[at] >= ' ' && words[at] <= '~' ? words[at] : '?';
      ++at;
    }
  }
  return out;
}

Cause cause_of(Act act, const Violation& violation) {
  auto mismatch = without_variable_parts(violation.mismatch.expected) + " -> " +
                  without_variable_parts(violation.mismatch.got);
  if (mismatch.size() > longest_mismatch) mismatch.resize(longest_mismatch);
  return {violation.rule, act, std::move(mismatch)};
}

std::string to_string(const Cause& cause) {
  return fmt::format("{}{}{}{}{}", cause.rule, separator, to_string(cause.act), separator,
                     cause.mismatch);
}

std::optional<Cause> parse_cause(std::string_view text) {
  const auto first = text.find(separator);
  const auto second =
      first == std::string_view::npos ? first : text.find(separator, first + separator.size());
  if (second == std::string_view::npos) return std::nullopt;
  const auto act_name = text.substr(first + separator.size(), second - first - separator.size());
  for (std::size_t i = 0; i < acts; ++i) {
    const auto act = static_cast<Act>(i);
    if (to_string(act) != act_name) continue;
    return Cause{std::string(text.substr(0, first)), act,
                 std::string(text.substr(second + separator.size()))};
  }
  return std::nullopt;
}

bool depends_on_order(std::string_view rule) {
  return is_in(ordered, rule);
}

bool is_about_content(std::string_view rule) {
  return is_in(about_content, rule);
}

}  // namespace conform::fuzz
