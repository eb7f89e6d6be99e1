#include "harness/scenario/suite_loader.hpp"

#include <iterator>

#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/scenario_loader.hpp"

namespace conform {
namespace {

/// Reads the suite's own fields; returns the capabilities that all its scenarios need.
std::vector<std::string> load_head(const TomlTable& table, Suite& suite) {
  allow_only(table, suite_keys());
  suite.place = table.place();
  suite.id = load_id(table);
  suite.title = table.require_text("title");
  suite.section = table.text_or_empty("section");
  const auto needs = table.find("needs");
  return needs ? load_needs(*needs) : std::vector<std::string>{};
}

/// The default media type of bodies; empty if the suite sets none.
std::string load_type(const TomlTable& table) {
  const auto value = table.find("type");
  auto type = table.text_or_empty("type");
  if (type.find('{') != std::string::npos) value->report("the 'type' of a suite has no variables");
  return type;
}

}  // namespace

Suite load_suite(const TomlTable& file, const SuiteFolder& folder,
                 const RequirementIndex& requirements) {
  allow_only(file, file_keys());
  Suite suite;
  SuiteContext context{folder, requirements, {}, {}, {}};
  const auto head = file.require("suite");
  if (const auto table = head ? head->table() : std::nullopt) {
    context.needs = load_head(*table, suite);
    context.type = load_type(*table);
    context.suite = suite.id;
  }
  const auto list = file.require("scenario");
  const auto elements = list ? list->list() : std::nullopt;
  if (!elements) return suite;
  for (const TomlValue& element : *elements) {
    const auto table = element.table();
    if (!table) continue;
    auto scenarios = load_scenarios(*table, context);
    std::move(scenarios.begin(), scenarios.end(), std::back_inserter(suite.scenarios));
  }
  suite.scenarios.shrink_to_fit();
  return suite;
}

}  // namespace conform
