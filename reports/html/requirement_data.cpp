#include "reports/html/requirement_data.hpp"

#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

ordered_json requirement_data(const Requirement& requirement) {
  auto needs = ordered_json::array();
  for (const auto& name : requirement.needs) needs.push_back(clean_line(name));
  return {{"id", clean_line(requirement.id)},
          {"level", to_string(requirement.level)},
          {"binds", to_string(requirement.binds)},
          {"text", clean_line(requirement.text, max_text_chars)},
          {"ruling", clean_line(requirement.ruling)},
          {"needs", std::move(needs)},
          {"excused", clean_line(requirement.excused.value_or(""))}};
}

}  // namespace

ordered_json requirements_data(const Catalogue& catalogue) {
  auto list = ordered_json::array();
  for (const auto& requirement : catalogue.requirements) {
    list.push_back(requirement_data(requirement));
  }
  return list;
}

ordered_json sections_data(const Catalogue& catalogue) {
  auto titles = ordered_json::object();
  for (const auto& section : catalogue.sections) {
    titles[clean_line(section.id)] = clean_line(section.title);
  }
  return titles;
}

ordered_json rulings_data(const Catalogue& catalogue) {
  auto rulings = ordered_json::object();
  for (const auto& ruling : catalogue.rulings) {
    rulings[clean_line(ruling.id)] = {{"question", clean_line(ruling.question, max_text_chars)},
                                      {"text", clean_line(ruling.text, max_text_chars)}};
  }
  return rulings;
}

ordered_json suites_data(const Catalogue& catalogue) {
  auto list = ordered_json::array();
  for (const auto& suite : catalogue.suites) {
    list.push_back({{"id", clean_line(suite.id)}, {"title", clean_line(suite.title)}});
  }
  return list;
}

}  // namespace conform::reports
