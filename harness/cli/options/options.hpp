// Options that several commands take.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/run/selection.hpp"

namespace conform {

/// A flag that leaves the setting open when it is not given.
CLI::Option* add_switch(CLI::App& app, const std::string& names, std::optional<bool>& setting,
                        const std::string& help);

/// How to reach a server.
void add_connection_options(CLI::App& app, Settings& settings);

/// A server to be started first.
void add_server_options(CLI::App& app, Settings& settings);

/// What the server is said not to have yet.
void add_lacks_option(CLI::App& app, Settings& settings);

/// Which scenarios and rules.
void add_selection_options(CLI::App& app, Settings& settings);
/// What these options select; the error is one sentence.
[[nodiscard]] Expected<Selection, std::string> selection_of(const Settings& settings);

/// Reports into files.
void add_report_files(CLI::App& app, Settings& settings);

/// All of the usual ones into a folder.
void add_reports_folder(CLI::App& app, Settings& settings);

CLI::Option* add_folders(CLI::App& app, std::vector<std::string>& folders);

}  // namespace conform
