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
     .help = "HTML page",
     .file_name = "report.html",
     .is_most_used = true,
     .is_complete = true,
     .open = page},
    {.name = "json",
     .help = "JSON, also for 'conform report' and 'conform compare'",
     .file_name = "report.json",
     .is_complete = true,
     .open = document<Json>},
    {.name = "junit",
     .help = "JUnit XML",
     .file_name = "junit.xml",
     .is_most_used = true,
     .open = document<JUnit>},
    {.name = "markdown", .help = "Markdown for a CI summary page", .open = document<Markdown>},
    {.name = "tap", .help = "TAP, version 14", .open = document<Tap>},
    {.name = "badge", .help = "JSON for a shields.io badge", .open = document<Badge>},
    {.name = "events",
     .help = "JSON lines, one for each result, written immediately",
     .open = event_log},
    {.name = "annotations",
     .help = "GitHub annotations on standard output",
     .only_standard_output = true,
     .open = document<Annotations>},
});

}  // namespace

std::span<const Format> formats() {
  return all;
}

}  // namespace conform::reports
