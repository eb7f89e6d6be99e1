#include "reports/formats/format.hpp"

#include <array>
#include <utility>

#include "reports/formats/annotations.hpp"
#include "reports/formats/badge.hpp"
#include "reports/formats/event_log.hpp"
#include "reports/formats/json.hpp"
#include "reports/formats/junit.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/formats/tap.hpp"

namespace conform::reports {
namespace {

using Opened = Expected<std::unique_ptr<Output>, std::string>;

template <class AnyDocument>
Opened document(const std::string& path, const FormatInput& /*input*/) {
  return std::make_unique<DocumentFile>(path, std::make_unique<AnyDocument>());
}

Opened page(const std::string& path, const FormatInput& input) {
  return std::make_unique<DocumentFile>(path,
                                        std::make_unique<Html>(input.catalogue, input.commands));
}

Opened event_log(const std::string& path, const FormatInput& /*input*/) {
  auto log = EventLog::open(path);
  if (!log) return unexpected(log.error());
  return std::make_unique<EventLog>(*std::move(log));
}

constexpr auto all = std::to_array<Format>({
    {.name = "html",
     .help = "A page for a browser",
     .file_name = "report.html",
     .is_most_used = true,
     .is_complete = true,
     .open = page},
    {.name = "json",
     .help = "For programs, 'conform report' and 'compare'",
     .file_name = "report.json",
     .is_complete = true,
     .open = document<Json>},
    {.name = "junit",
     .help = "JUnit XML",
     .file_name = "junit.xml",
     .is_most_used = true,
     .open = document<JUnit>},
    {.name = "markdown", .help = "For the summary page of a CI run", .open = document<Markdown>},
    {.name = "tap", .help = "TAP, version 14", .open = document<Tap>},
    {.name = "badge", .help = "JSON for a badge of shields.io", .open = document<Badge>},
    {.name = "events", .help = "Each result at once, as a line of JSON", .open = event_log},
    {.name = "annotations",
     .help = "Failures to GitHub, on the standard output",
     .only_standard_output = true,
     .open = document<Annotations>},
});

}  // namespace

std::span<const Format> formats() {
  return all;
}

}  // namespace conform::reports
