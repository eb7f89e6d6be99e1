#include "harness/scenario/save_loader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/header_name.hpp"

namespace conform {
namespace {

/// Takes the first word off a text, with the space after it.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

/// RFC 6901, section 3, not empty: a "~" is followed by 0 or 1.
bool is_pointer(std::string_view text) {
  if (!text.starts_with('/')) return false;
  for (auto tilde = text.find('~'); tilde != std::string_view::npos;
       tilde = text.find('~', tilde + 1)) {
    const auto next = text.substr(tilde + 1, 1);
    if (next != "0" && next != "1") return false;
  }
  return true;
}

std::optional<Save::From> bare_source(std::string_view kind) {
  if (kind == "status") return Save::From::status;
  if (kind == "tag") return Save::From::tag;
  if (kind == "body") return Save::From::body;
  if (kind == "length") return Save::From::length;
  if (kind == "elapsed") return Save::From::elapsed;
  return std::nullopt;
}

/// Fills `from`, `name` and `pointer`; false when the text is none of the forms.
bool parse_source(std::string_view text, Save& save) {
  const auto kind = take_word(text);
  if (const auto from = bare_source(kind)) {
    save.from = *from;
    return text.empty();
  }
  if (kind == "header") {
    save.from = Save::From::header;
    save.name = text;
    return is_header_name(text);
  }
  if (kind == "event") save.name = take_word(text);
  save.from = kind == "event" ? Save::From::event : Save::From::json;
  save.pointer = text;
  return (kind == "json" || (kind == "event" && !save.name.empty())) && is_pointer(text);
}

}  // namespace

std::vector<Save> load_saves(const TomlValue& value, VariableScope& scope) {
  std::vector<Save> saves;
  const auto table = value.table();
  if (!table) return saves;
  for (const TomlEntry& entry : table->entries()) {
    scope.save(entry.key, entry.value);
    const auto text = entry.value.text();
    if (!text) continue;
    Save save;
    save.variable = entry.key;
    save.place = entry.key_place;
    if (!parse_source(*text, save)) {
      entry.value.report(fmt::format(
          "'{}' is nothing to save: write \"header NAME\", \"tag\", \"status\", \"body\", "
          "\"length\", \"elapsed\", \"json /pointer\" or \"event TYPE /pointer\"",
          *text));
    }
    saves.push_back(std::move(save));
  }
  return saves;
}

}  // namespace conform
