#include "reports/formats/annotations.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/tally.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t max_shown = 10;

/// Escapes what GitHub decodes, and what other CI systems take as a command anywhere in a line.
/// Clean text has no line feeds, but they are escaped all the same.
std::string escaped(std::string_view text, bool in_property) {
  std::string out;
  for (const char c : without_commands(text)) {
    const bool escapes =
        c == '%' || c == '\r' || c == '\n' || (in_property && (c == ':' || c == ','));
    out += escapes ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string command(std::string_view name, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", name, escaped(title, true), escaped(message, false));
}

std::string message_of(const Finding& finding) {
  return finding.message.empty() ? finding.title
                                 : fmt::format("{}: {}", finding.title, finding.message);
}

std::string bounded(std::string_view name, const std::vector<std::string>& commands) {
  const std::size_t shown = commands.size() > max_shown ? max_shown - 1 : commands.size();
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += commands[i];
  if (commands.size() > shown) {
    out += command(name, "conform",
                   fmt::format("{} more are in the other reports", commands.size() - shown));
  }
  return out;
}

}  // namespace

void Annotations::on(const Entry& entry) {
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
  const auto* finding = std::get_if<Finding>(&entry);
  if (finding == nullptr || finding->verdict == Verdict::pass ||
      finding->verdict == Verdict::skip) {
    return;
  }
  const std::string title = fmt::format("{} {}", to_string(finding->verdict), finding->id);
  if (is_known(*finding)) {
    ++known_;
  } else if (finding->verdict == Verdict::warn) {
    warnings_.push_back(command("warning", title, message_of(*finding)));
  } else {
    const bool is_failure = is_violation(finding->verdict) || finding->verdict == Verdict::error;
    (is_failure ? errors_ : unjudged_).push_back(command("error", title, message_of(*finding)));
  }
}

std::string Annotations::text() const {
  std::vector<std::string> errors;
  if (closing_.stopped_early) {
    errors.push_back(command("error", "conform stopped early", *closing_.stopped_early));
  }
  for (const auto& objection : closing_.objections) {
    errors.push_back(command("error", "conform", objection));
  }
  if (closing_.conclusion == Conclusion::nothing_run) {
    errors.push_back(command("error", "conform", headline(closing_.conclusion)));
  }
  errors.insert(errors.end(), errors_.begin(), errors_.end());
  errors.insert(errors.end(), unjudged_.begin(), unjudged_.end());
  std::string out = bounded("error", errors) + bounded("warning", warnings_);
  if (known_ > 0) {
    out += command("notice", "conform", counted(known_, "known failure", "known failures"));
  }
  return out;
}

}  // namespace conform::reports
