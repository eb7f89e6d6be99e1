#include "reports/formats/junit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

#include "harness/http/timestamp.hpp"
#include "reports/text/explanation.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

/// The child of a testcase that gives its result, or nullptr for one that passed.
const char* child_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::warn:
      return nullptr;
    case Verdict::skip:
      return "skipped";
    case Verdict::fail:
    case Verdict::unstable:
    case Verdict::blocked:
      return "failure";
    case Verdict::inconclusive:
    case Verdict::error:
      return "error";
  }
  return nullptr;
}

std::string details_of(const Finding& finding) {
  std::string out;
  for (const auto& line : explain(finding, no_wrapping)) out += line.text + '\n';
  return out;
}

std::string time_attribute(Duration duration) {
  return fmt::format("{:.3f}", in_seconds(duration));
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  Duration took{};

  void add(Verdict verdict) {
    const std::string_view child = child_name(verdict) == nullptr ? "" : child_name(verdict);
    ++tests;
    failures += child == "failure" ? 1U : 0U;
    errors += child == "error" ? 1U : 0U;
    skipped += child == "skipped" ? 1U : 0U;
  }
};

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void set_counts(pugi::xml_node node, const Counts& counts) {
  set(node, "tests", std::to_string(counts.tests));
  set(node, "failures", std::to_string(counts.failures));
  set(node, "errors", std::to_string(counts.errors));
}

void set_text(pugi::xml_node node, const std::string& text) {
  node.text().set(text.c_str());
}

void add_to(std::vector<JUnitSuite>& suites, const std::string& name, JUnitCase entry) {
  auto suite = std::find_if(suites.begin(), suites.end(),
                            [&](const JUnitSuite& known) { return known.name == name; });
  if (suite == suites.end()) suite = suites.insert(suite, JUnitSuite{name, {}});
  suite->cases.push_back(std::move(entry));
}

void append_case(pugi::xml_node parent, const std::string& suite, const JUnitCase& entry) {
  auto node = parent.append_child("testcase");
  set(node, "name", entry.name);
  set(node, "classname", "conform." + suite);
  set(node, "time", time_attribute(entry.took));
  if (const char* name = child_name(entry.verdict)) {
    auto child = node.append_child(name);
    set(child, "type", std::string(to_string(entry.verdict)));
    set(child, "message", entry.message);
    set_text(child, entry.details);
  } else if (!entry.details.empty()) {
    set_text(node.append_child("system-out"), "warning\n" + entry.details);
  }
}

Counts append_suite(pugi::xml_node parent, const JUnitSuite& suite, const std::string& timestamp) {
  Counts counts;
  for (const auto& entry : suite.cases) {
    counts.add(entry.verdict);
    counts.took += entry.took;
  }
  auto node = parent.append_child("testsuite");
  set(node, "name", suite.name);
  set_counts(node, counts);
  set(node, "skipped", std::to_string(counts.skipped));
  set(node, "time", time_attribute(counts.took));
  if (!timestamp.empty()) set(node, "timestamp", timestamp);
  for (const auto& entry : suite.cases) append_case(node, suite.name, entry);
  return counts;
}

/// Adds its root cause to each failure.
void name_causes(std::vector<JUnitSuite>& suites, const std::vector<RootCause>& causes) {
  std::map<std::string, std::string, std::less<>> words;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const auto text =
        fmt::format("Root cause {} of {}: {}", i + 1, causes.size(), causes[i].headline);
    for (const auto* ids : {&causes[i].failed, &causes[i].blocked}) {
      for (const auto& id : *ids) words.emplace(id, text);
    }
  }
  for (auto& suite : suites) {
    for (auto& one : suite.cases) {
      const auto found = words.find(one.name);
      if (found != words.end()) one.details = found->second + "\n\n" + one.details;
    }
  }
}

}  // namespace

void JUnit::on(const Entry& entry) {
  if (const auto* run = std::get_if<Opening>(&entry)) timestamp_ = http::rfc3339_seconds(run->at);
  if (const auto* finding = std::get_if<Finding>(&entry)) add(*finding);
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
}

void JUnit::add(const Finding& found) {
  JUnitCase entry{found.id, found.verdict, found.took, found.message, ""};
  if (is_known(found)) {
    entry.verdict = Verdict::skip;
    entry.message = "known: " + in_words(*found.known);
    entry.details = details_of(found);
  } else if (found.verdict == Verdict::skip) {
    entry.details = found.title;
  } else if (found.verdict != Verdict::pass) {
    entry.details = details_of(found);
    if (entry.message.empty()) entry.message = found.title;
  }
  add_to(suites_, found.suite, std::move(entry));
}

/// A run that was stopped early, ran nothing or has objections has no failing case: it gets an
/// extra one.
std::vector<JUnitSuite> JUnit::suites_to_write() const {
  std::vector<JUnitSuite> out = suites_;
  name_causes(out, closing_.root_causes);
  std::string problem = suites_.empty() ? "no scenario was run" : "";
  if (closing_.stopped_early) problem = "stopped early: " + *closing_.stopped_early;
  if (!problem.empty()) {
    add_to(out, "run", {"run.to-its-end", Verdict::error, {}, problem, problem + '\n'});
  }
  if (const auto& objections = closing_.objections; !objections.empty()) {
    const std::string all = fmt::format("{}\n", fmt::join(objections, "\n"));
    add_to(out, "run", {"run.gate", Verdict::error, {}, objections.front(), all});
  }
  return out;
}

std::string JUnit::text() const {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  auto root = document.append_child("testsuites");
  set(root, "name", "conform");
  Counts total;
  for (const auto& each : suites_to_write()) {
    const Counts counts = append_suite(root, each, timestamp_);
    total.tests += counts.tests;
    total.failures += counts.failures;
    total.errors += counts.errors;
  }
  set_counts(root, total);
  set(root, "time", time_attribute(closing_.took));
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace conform::reports
