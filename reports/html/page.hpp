// A page of HTML that stands alone: one file with its own look and script, which asks nothing of
// any network. What others wrote reaches it as escaped text or as JSON, and nothing of it can run:
// the page's policy allows its own style and script by their hashes, and nothing else.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reports {

struct Page {
  std::string title;    ///< text
  std::string heading;  ///< HTML: the verdict, for readers with and without scripts
  std::string plain;    ///< HTML: what matters most, in place of the view where no script runs
  std::string footer;   ///< HTML
  /// The scripts below reports/html/page that draw `data`: "run.js".
  std::vector<std::string> views;
  nlohmann::ordered_json data;
};

[[nodiscard]] std::string to_html(const Page& page);

/// Text as it may stand in an element and in a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace conform::reports
