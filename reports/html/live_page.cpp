#include "reports/html/live_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "harness/judge/client/client_judge.hpp"
#include "harness/judge/rule.hpp"
#include "reports/html/page.hpp"
#include "reports/output_filter.hpp"
#include "reports/text/clean.hpp"
#include "reports/text/transcript.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t max_troubles = 5;
/// A violation that occurs a thousand times a second is not shown again each time.
constexpr auto between_shown = std::chrono::seconds{1};

auto epoch_milliseconds(Instant at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

std::string live_fact(std::string_view name, std::string_view id, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd id=\"{}\">{}</dd></div>\n", name, id, escape_html(value));
}

}  // namespace

LivePage::LivePage(About about, std::function<std::string(std::string_view)> text_of)
    : about_(std::move(about)), text_of_(std::move(text_of)) {
  for (const auto& rules : {rule_infos(), client_rule_infos()}) {
    for (const auto& rule : rules) rules_.emplace(rule.id, rule);
  }
}

void LivePage::add(const Violation& violation, const Exchange& exchange, std::string_view by) {
  const std::lock_guard lock(mutex_);
  Failure& failure = failures_[violation.rule];
  ++failure.count;
  failure.last = exchange.done;
  if (failure.count == 1) {
    failure.by = by;
    failure.rule = rules_.at(violation.rule);
  } else if (exchange.done - failure.shown_at < between_shown) {
    return;
  }
  show(failure, violation, exchange);
}

void LivePage::show(Failure& failure, const Violation& violation, const Exchange& exchange) {
  auto secrets = unwritten();
  secrets.learn(exchange);
  failure.shown_at = exchange.done;
  failure.shown = {
      {"expected", clean_text(secrets.hide(violation.mismatch.expected))},
      {"got", clean_text(secrets.hide(violation.mismatch.got))},
      {"exchange", transcript(exchange, exchange.sent, secrets)},
  };
}

void LivePage::add_trouble(const std::string& text, Instant at) {
  const std::lock_guard lock(mutex_);
  troubles_.push_front({clean_line(text), at});
  if (troubles_.size() > max_troubles) troubles_.pop_back();
}

std::string LivePage::state(const Counts& counts, Instant now) const {
  const std::lock_guard lock(mutex_);
  std::vector<const Failure*> latest;
  for (const auto& [rule, failure] : failures_) latest.push_back(&failure);
  std::sort(latest.begin(), latest.end(), [](const Failure* a, const Failure* b) {
    return std::pair(a->last, a->rule.id) > std::pair(b->last, b->rule.id);
  });
  ordered_json out = {
      {"now", epoch_milliseconds(now)},
      {"since", epoch_milliseconds(about_.since)},
      {"exchanges", counts.exchanges},
      {"under_way", counts.under_way},
      {"violations", {{"server", counts.by_server}, {"client", counts.by_client}}},
      {"failures", ordered_json::array()},
      {"troubles", ordered_json::array()},
  };
  for (const Failure* one : latest) {
    ordered_json failure = {
        {"rule", one->rule.id},
        {"by", one->by},
        {"level", to_string(one->rule.level)},
        {"title", one->rule.title},
        {"requirement", one->rule.requirement},
        {"sentence", text_of_(one->rule.requirement)},
        {"count", one->count},
        {"last", epoch_milliseconds(one->last)},
        {"shown_at", epoch_milliseconds(one->shown_at)},
    };
    failure.update(one->shown);
    out["failures"].push_back(std::move(failure));
  }
  for (const auto& [text, at] : troubles_) {
    out["troubles"].push_back({{"text", text}, {"at", epoch_milliseconds(at)}});
  }
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string LivePage::html() const {
  Page page;
  page.data = {{"target", about_.upstream}, {"upstream", about_.upstream}};
  page.title = "Waiting for traffic: " + about_.upstream;
  page.heading = fmt::format(
      "<div id=\"conclusion\" class=\"unsure\">\n<p class=\"overline\">conform {}: live traffic "
      "against the protocol</p>\n<h1>Waiting for traffic</h1>\n<p class=\"lede\"></p>\n"
      "<dl class=\"facts\">\n{}{}{}{}{}{}{}{}</dl>\n</div>\n",
      escape_html(about_.version), live_fact("Clients use", "url", about_.url),
      live_fact("The server is", "upstream", about_.upstream),
      live_fact("Exchanges", "exchanges", "0"), live_fact("At present", "rate", "–"),
      live_fact("Under way", "under-way", "0"),
      live_fact("Violations by the server", "by-server", "0"),
      live_fact("Violations by clients", "by-client", "0"),
      live_fact("Running for", "running", "0 s"));
  page.plain = "<p class=\"intro\">This page needs a browser with JavaScript.</p>\n";
  page.footer =
      "What was found in single requests and responses is shown as it occurs; some failures show "
      "only when the monitor is stopped, in its report. Credentials are left out.";
  page.views = {"exchange.js", "live.js"};
  page.asks_its_server = true;
  return to_html(page);
}

}  // namespace conform::reports
