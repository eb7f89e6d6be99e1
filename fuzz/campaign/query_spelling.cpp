#include "fuzz/campaign/query_spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "harness/http/url.hpp"

namespace conform::fuzz {
namespace {

std::string escaped(std::string_view text, bool small) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
    out += small ? fmt::format("%{:02x}", byte) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string spelt_name(const std::string& name, Spelling spelling) {
  return spelling == Spelling::encoded_names ? escaped(name, false) : name;
}

/// The value of a template.
std::string text_of(const Template& value, const Knowledge& knowledge) {
  for (std::size_t stream = 0; stream < streams; ++stream) {
    const auto& known = knowledge.of(stream);
    for (const auto& saved : known.offsets) {
      if (value == in_braces(saved)) return saved.text;
    }
    if (known.cursor && value == in_braces(*known.cursor)) return known.cursor->text;
  }
  return value;
}

std::string encoded_around_variables(std::string_view value) {
  std::string out;
  for (auto open = value.find('{'); open != std::string_view::npos; open = value.find('{')) {
    const auto end = std::min(value.find('}', open), value.size() - 1) + 1;
    out += http::percent_encode(value.substr(0, open));
    out += value.substr(open, end - open);
    value.remove_prefix(end);
  }
  return out + http::percent_encode(value);
}

/// Variables are not encoded here: that happens when they are filled in.
std::string spelt_value(const Template& value, Spelling spelling, const Knowledge& knowledge) {
  const bool small = spelling == Spelling::encoded_in_small;
  if (small || spelling == Spelling::encoded) return escaped(text_of(value, knowledge), small);
  return encoded_around_variables(value);
}

}  // namespace

void spell_query(RequestSpec& request, Spelling spelling, std::size_t serial,
                 const Knowledge& knowledge) {
  if (spelling == Spelling::plain || request.query.empty()) return;
  if (spelling == Spelling::fresh) {
    request.query.emplace(request.query.begin(), "fresh", std::to_string(serial));
    return;
  }
  if (spelling == Spelling::backwards) std::reverse(request.query.begin(), request.query.end());
  std::string query;
  for (const auto& [name, value] : request.query) {
    const auto parameter =
        fmt::format("{}={}", spelt_name(name, spelling), spelt_value(value, spelling, knowledge));
    const bool twice = spelling == Spelling::repeated;
    query += fmt::format("{}{}{}{}", query.empty() ? "" : "&", parameter, twice ? "&" : "",
                         twice ? parameter : "");
    if (spelling == Spelling::with_gaps) query += "&";
  }
  request.target += (spelling == Spelling::with_gaps ? "?&" : "?") + query;
  request.query.clear();
}

}  // namespace conform::fuzz
