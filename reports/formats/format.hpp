// The report formats: one row each. The command-line options, the keys of conform.toml and the
// files of --reports are generated from these rows.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/formats/output.hpp"
#include "reports/html/html.hpp"

namespace conform::reports {

/// What a report needs in addition to the run itself. The catalogue must outlive the report.
struct FormatInput {
  const Catalogue& catalogue;
  Commands commands;
};

struct Format {
  std::string_view name;  ///< of its option, without dashes, and of its key
  std::string_view help;
  std::string_view file_name{};       ///< in the --reports folder; if empty, not written there
  bool is_most_used = false;          ///< its option is listed in the short help
  bool is_complete = false;           ///< it contains every result with every exchange
  bool only_standard_output = false;  ///< its option is a flag, without a path
  /// The path "-" stands for the standard output. The error is one sentence.
  Expected<std::unique_ptr<Output>, std::string> (*open)(const std::string& path,
                                                         const FormatInput& input) = nullptr;
};

[[nodiscard]] std::span<const Format> formats();

}  // namespace conform::reports
