#include "harness/scenario/template_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/http/ascii.hpp"
#include "harness/http/url.hpp"

namespace conform {
namespace {

struct Piece {
  enum class Kind { literal, variable };
  Kind kind = Kind::literal;
  std::string_view text;
};

bool is_name_char(char c) {
  return http::is_lower(c) || http::is_digit(c) || c == '_';
}

Expected<std::string_view, std::string> variable_at(std::string_view text) {
  const auto end = text.find_first_of("{}", 1);
  if (end != std::string_view::npos && text[end] == '}') {
    const auto inside = text.substr(1, end - 1);
    if (is_variable_name(inside.substr(0, inside.find(':')))) return inside;
  }
  return unexpected(
      fmt::format("invalid variable '{}'; a literal brace before a letter is written '{{{{'",
                  text.substr(0, std::min<std::size_t>(end, 20))));
}

/// Literal pieces that follow one another in the text become one: a body may have many braces.
void add_literal(std::vector<Piece>& pieces, std::string_view text) {
  if (!pieces.empty() && pieces.back().kind == Piece::Kind::literal) {
    auto& last = pieces.back().text;
    if (last.data() + last.size() == text.data()) {
      last = {last.data(), last.size() + text.size()};
      return;
    }
  }
  pieces.push_back({Piece::Kind::literal, text});
}

Expected<std::vector<Piece>, std::string> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const auto brace = std::min(text.find('{'), text.size());
    if (brace > 0) add_literal(pieces, text.substr(0, brace));
    text.remove_prefix(brace);
    if (text.size() >= 2 && http::is_lower(text[1])) {
      const auto variable = variable_at(text);
      if (!variable) return unexpected(variable.error());
      pieces.push_back({Piece::Kind::variable, *variable});
      text.remove_prefix(variable->size() + 2);
    } else if (!text.empty()) {
      add_literal(pieces, text.substr(0, 1));
      text.remove_prefix(text.starts_with("{{") ? 2 : 1);
    }
  }
  return pieces;
}

Expected<std::string, std::string> value_of(std::string_view variable, const Lookup& lookup) {
  auto value = lookup(variable);
  if (!value) return unexpected(fmt::format("nothing sets the variable {{{}}}", variable));
  return *std::move(value);
}

}  // namespace

Expected<std::string, std::string> substitute(std::string_view text, const Lookup& lookup,
                                              const Encode& encode) {
  const auto pieces = pieces_of(text);
  if (!pieces) return unexpected(pieces.error());
  std::string result;
  for (const Piece& piece : *pieces) {
    if (piece.kind == Piece::Kind::literal) {
      result += piece.text;
      continue;
    }
    auto value = value_of(piece.text, lookup);
    if (!value) return value;
    std::string inserted = encode ? encode(*value) : *std::move(value);
    // A value may be large: it is not copied if it is all of the text.
    if (result.empty()) {
      result = std::move(inserted);
    } else {
      result += inserted;
    }
  }
  return result;
}

Expected<std::string, std::string> substitute_target(std::string_view text, const Lookup& lookup) {
  const auto query = std::min(text.find('?'), text.size());
  auto target = substitute(text.substr(0, query), lookup);
  if (!target) return target;
  const auto encoded = substitute(text.substr(query), lookup, http::percent_encode);
  if (!encoded) return encoded;
  return *target + *encoded;
}

Expected<nlohmann::ordered_json, std::string> substitute_json(const JsonTemplate& json,
                                                              const Lookup& lookup) {
  if (json.is_string()) {
    auto text = substitute(json.get_ref<const std::string&>(), lookup);
    if (!text) return unexpected(text.error());
    return nlohmann::ordered_json(*std::move(text));
  }
  nlohmann::ordered_json result = json;
  if (!json.is_structured()) return result;
  for (auto& element : result) {
    auto value = substitute_json(element, lookup);
    if (!value) return value;
    element = *std::move(value);
  }
  return result;
}

Expected<std::vector<std::string>, std::string> variables_in(std::string_view text) {
  const auto pieces = pieces_of(text);
  if (!pieces) return unexpected(pieces.error());
  std::vector<std::string> variables;
  for (const Piece& piece : *pieces) {
    if (piece.kind == Piece::Kind::variable) variables.emplace_back(piece.text);
  }
  return variables;
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && http::is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), is_name_char);
}

}  // namespace conform
