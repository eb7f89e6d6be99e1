#include "harness/scenario/requirement_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/scenario/citation_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

bool is_requirement_id(std::string_view id) {
  const auto slash = id.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < id.size() &&
         id.find_first_of(" \t\r\n[]") == std::string_view::npos;
}

std::string load_requirement_id(const TomlTable& table) {
  const auto value = table.find("id");
  std::string id = table.require_text("id");
  if (value && !id.empty() && !is_requirement_id(id)) {
    value->report(fmt::format("invalid requirement id '{}': write \"section/slug\"", id));
  }
  return id;
}

std::optional<Binds> load_binds(const TomlValue& value) {
  const auto text = value.text();
  if (!text) return std::nullopt;
  const auto binds = binds_from(*text);
  if (!binds) {
    static constexpr std::array<std::string_view, 3> names{"server", "client", "either"};
    value.report(unknown("party", *text, names));
  }
  return binds;
}

Harm load_harm(const TomlValue& value) {
  const auto text = value.text();
  if (!text) return Harm::other;
  const auto harm = harm_from(*text);
  if (!harm) {
    static constexpr std::array<std::string_view, 5> names{"data", "outage", "storage", "order",
                                                           "other"};
    value.report(unknown("harm", *text, names));
  }
  return harm.value_or(Harm::other);
}

/// Long enough to find the sentence, too short to reproduce it.
std::string load_quote(const TomlTable& table) {
  constexpr auto max_words = 6;
  std::string quote = table.text_or_empty("quote");
  if (std::count(quote.begin(), quote.end(), ' ') >= max_words) {
    table.find("quote")->report(fmt::format(
        "'quote' has more than {} words: a few are enough to find the sentence by", max_words));
  }
  return quote;
}

Requirement load_requirement(const TomlTable& table) {
  allow_only(table, requirement_keys());
  Requirement requirement;
  requirement.id = load_requirement_id(table);
  if (const auto level = table.require("level")) {
    requirement.level = load_level(*level).value_or(Level::must);
  }
  if (const auto binds = table.require("binds")) {
    requirement.binds = load_binds(*binds).value_or(Binds::server);
  }
  requirement.text = table.require_text("text");
  requirement.quote = load_quote(table);
  requirement.ruling = load_ruling(table);
  if (const auto needs = table.find("needs")) requirement.needs = load_needs(*needs);
  if (const auto harm = table.find("harm")) requirement.harm = load_harm(*harm);
  if (table.contains("unprovable")) requirement.excused = table.require_text("unprovable");
  return requirement;
}

Section load_section(const TomlTable& table) {
  allow_only(table, section_keys());
  return {table.require_text("id"), table.require_text("title"), table.text_or_empty("url")};
}

Ruling load_ruling_text(const TomlTable& table) {
  allow_only(table, ruling_keys());
  return {table.require_text("id"), table.require_text("question"), table.require_text("text")};
}

/// Each table of an optional list.
template <class Load>
auto load_each(const TomlTable& file, std::string_view key, Load load) {
  std::vector<decltype(load(file))> loaded;
  const auto list = file.find(key);
  const auto elements = list ? list->list() : std::nullopt;
  if (!elements) return loaded;
  for (const TomlValue& element : *elements) {
    if (const auto table = element.table()) loaded.push_back(load(*table));
  }
  return loaded;
}

}  // namespace

std::vector<LoadedRequirement> load_requirements(const TomlTable& file) {
  allow_only(file, requirements_file_keys());
  if (!file.require("requirement")) return {};
  return load_each(file, "requirement", [](const TomlTable& table) {
    return LoadedRequirement{load_requirement(table), table.place()};
  });
}

std::vector<Section> load_sections(const TomlTable& file) {
  return load_each(file, "section", load_section);
}

std::vector<Ruling> load_rulings(const TomlTable& file) {
  return load_each(file, "ruling", load_ruling_text);
}

}  // namespace conform
