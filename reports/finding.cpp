#include "reports/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t max_exchanges = 6;
constexpr std::size_t max_curl_lines = 60;
/// Enough for the longest stream name in the suites, and its surroundings.
constexpr std::size_t max_curl_chars = 24'000;

/// Shell commands that start the server on a port of its own, and stop it at the end.
std::vector<std::string> with_server(std::vector<std::string> lines, std::string command) {
  if (lines.empty() || !lines.front().starts_with("BASE=")) return lines;
  constexpr std::string_view port = "{port}";
  if (const auto at = command.find(port); at != std::string::npos) {
    command.replace(at, port.size(), "$PORT");
  }
  const std::vector<std::string> before{
      "PORT=4437",
      clean_line(command, max_curl_chars) + " &",
      "SERVER=$!",
      "BASE=\"http://127.0.0.1:$PORT\"",
      "until curl -s -o /dev/null \"$BASE\"; do sleep 1; done",
  };
  lines.front() = before.back();
  lines.insert(lines.begin(), before.begin(), before.end() - 1);
  lines.emplace_back("kill $SERVER");
  return lines;
}

void add_evidence(Finding& out, const Evidence& evidence, const Secrets& secrets,
                  const Context& context) {
  out.has_evidence = true;
  out.expected = clean_text(with_shortened_words(secrets.hide(evidence.expected)));
  out.got = clean_text(with_shortened_words(secrets.hide(evidence.got)));
  out.curl = shell_lines(secrets.hide(evidence.curl));
  if (!context.server.empty()) {
    out.curl = with_server(std::move(out.curl), secrets.hide(context.server));
  }
  const std::span all(evidence.exchanges);
  const auto shown = all.last(std::min(all.size(), max_exchanges));
  for (const auto& exchange : shown) {
    out.exchanges.push_back(transcript(exchange, shown.front().sent, secrets));
  }
}

Observation clean(Observation seen, const Secrets& secrets) {
  seen.name = clean_line(secrets.hide(seen.name));
  seen.method = clean_line(secrets.hide(seen.method));
  seen.text = clean_line(secrets.hide(seen.text));
  return seen;
}

}  // namespace

Finding finding(const Result& result, const Context& context) {
  Secrets secrets = context.secrets;
  if (result.evidence) {
    for (const auto& exchange : result.evidence->exchanges) secrets.learn(exchange);
  }
  Finding out;
  out.id = clean_line(result.id);
  out.suite = result.suite.empty() ? "other" : clean_line(result.suite);
  out.title = clean_line(result.title);
  out.verdict = result.verdict;
  out.level = result.level;
  for (const auto& id : result.requirements) out.requirements.push_back(requirement(id, context));
  out.ruling = clean_line(result.ruling);
  out.took = result.took;
  out.message = clean_line(with_shortened_words(secrets.hide(result.message)));
  out.place = clean_line(result.place);
  out.why = clean_line(secrets.hide(result.why), max_text_chars);
  if (result.evidence) add_evidence(out, *result.evidence, secrets, context);
  for (const auto& seen : result.observations) out.observations.push_back(clean(seen, secrets));
  out.harm = result.harm;
  if (result.known) {
    out.known = Known{clean_line(result.known->reason), clean_line(result.known->until)};
  }
  return out;
}

CitedRequirement requirement(std::string_view id, const Context& context) {
  CitedRequirement out;
  out.id = clean_line(id);
  if (const auto slash = id.find('/'); slash != std::string_view::npos) {
    out.section = clean_line(id.substr(0, slash));
  }
  if (context.requirement_text) out.text = clean_line(context.requirement_text(id), max_text_chars);
  return out;
}

std::vector<std::string> shell_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < max_curl_lines) {
    const auto end = text.find('\n');
    lines.push_back(clean_line(text.substr(0, end), max_curl_chars));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (!text.empty()) lines.emplace_back("# … cut here: incomplete");
  return lines;
}

bool is_known(const Finding& finding) {
  return finding.known && (is_violation(finding.verdict) || finding.verdict == Verdict::warn ||
                           finding.verdict == Verdict::blocked);
}

std::string in_words(const Known& known) {
  return known.until.empty() ? known.reason
                             : fmt::format("{} (until {})", known.reason, known.until);
}

Finding without_boilerplate_headers(Finding finding) {
  for (auto& exchange : finding.exchanges) {
    std::erase_if(exchange, [](const std::string& line) { return is_boilerplate_header(line); });
  }
  return finding;
}

}  // namespace conform::reports
