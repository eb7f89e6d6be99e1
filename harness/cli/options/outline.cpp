#include "harness/cli/options/outline.hpp"

#include <CLI/CLI.hpp>
#include <string_view>

#include "harness/cli/options/option.hpp"

namespace conform {
namespace {

std::string value_of(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  return option.get_option_text().empty() ? option.get_type_name() : option.get_option_text();
}

OutlineOption outline_of(const CLI::Option& option, std::string_view command) {
  OutlineOption outline;
  outline.positional = option.get_positional();
  outline.required = option.get_required();
  outline.value = value_of(option);
  outline.help = option.get_description();
  outline.group = option.get_group();
  if (outline.positional) outline.names.push_back(option.get_name(true));
  for (const auto& name : option.get_snames()) outline.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) outline.names.push_back("--" + name);
  outline.row = find_option(command, outline.name());
  return outline;
}

}  // namespace

Outline outline_of(const CLI::App& app) {
  Outline outline{app.get_name(), app.get_description(), app.get_group(), app.get_footer(), {}, {}};
  const auto name = app.get_parent() == nullptr ? "run" : app.get_name();
  for (const auto* option : app.get_options()) {
    outline.options.push_back(outline_of(*option, name));
  }
  const auto all = [](const CLI::App*) { return true; };
  for (const auto* command : app.get_subcommands(all)) {
    outline.commands.push_back(outline_of(*command));
  }
  return outline;
}

}  // namespace conform
