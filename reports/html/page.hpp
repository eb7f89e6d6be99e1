// A self-contained HTML page: one file with its own style and script that loads nothing from the
// network. Data from others is inserted as escaped text or as JSON and cannot run as script: the
// page's policy allows only its own style and script, by their hashes.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reports {

struct Page {
  std::string title;    ///< plain text
  std::string heading;  ///< HTML: the conclusion, with and without scripts
  std::string plain;    ///< HTML: the most important content, shown if scripts do not run
  std::string footer;   ///< HTML
  /// The scripts in reports/html/page that render `data`: "run.js".
  std::vector<std::string> views;
  nlohmann::ordered_json data;
  bool asks_its_server = false;  ///< its scripts may send requests to where it came from
};

[[nodiscard]] std::string to_html(const Page& page);

/// Escapes text for use in an element or a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace conform::reports
