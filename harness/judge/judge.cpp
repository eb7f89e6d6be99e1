#include "harness/judge/judge.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "harness/http/url.hpp"
#include "harness/judge/observed_exchange.hpp"
#include "harness/judge/rules.hpp"
#include "harness/scenario/capability.hpp"

namespace conform {
namespace {

constexpr std::size_t max_evidence = 6;

/// Of similar violations, one is enough.
bool is_new(const Violation& violation, const std::vector<Violation>& evidence) {
  return evidence.size() < max_evidence &&
         std::none_of(
             evidence.begin(), evidence.end(),
             [&](const Violation& known) {
               return known.mismatch.observation == violation.mismatch.observation;
             });
}

/// Control APIs are under the reserved prefix (section 6) and are not streams; an ambiguous path
/// may lead anywhere.
bool addresses_stream(const Exchange& exchange) {
  const auto& target = exchange.request.target;
  return !exchange.stream.empty() && target.find("/__ds/") == std::string::npos &&
         !has_ambiguous_path(target);
}

/// If only times are known, a request sent at the exact time when another ended counts as
/// overlapping it: it may have.
bool sent_before_end(const Exchange& one, const Exchange& ended) {
  if (one.sent_order != 0 && ended.done_order != 0) return one.sent_order < ended.done_order;
  return one.sent <= ended.done;
}

}  // namespace

Judge::Judge() : Judge(all_rules()) {}

Judge::Judge(std::size_t max_streams) : Judge(all_rules()) {
  streams_ = StreamRegistry(max_streams);
}

Judge::Judge(std::vector<Rule> rules) : rules_(std::move(rules)) {
  for (const auto& rule : rules_) records_.push_back({rule.info, 0, 0, {}});
}

void Judge::ignores(const std::vector<std::string>& capabilities) {
  for (const auto& capability : capabilities) {
    const auto headers = headers_of(capability);
    ignored_headers_.insert(ignored_headers_.end(), headers.begin(), headers.end());
  }
}

bool Judge::is_ignored(std::string_view header) const {
  return std::any_of(
      ignored_headers_.begin(), ignored_headers_.end(),
      [&](std::string_view ignored) { return http::equals_ignoring_case(ignored, header); });
}

/// Without the headers that the server ignores, and without the common query; nullopt if there is
/// nothing of both.
std::optional<Exchange> Judge::without_what_is_ignored(const Exchange& exchange) const {
  const auto& request = exchange.request;
  auto target =
      common_query_.empty() ? request.target : without_common(request.target, common_query_);
  const bool has_ignored = std::any_of(request.headers.begin(), request.headers.end(),
                                       [&](const auto& field) { return is_ignored(field.name); });
  if (!has_ignored && target == request.target) return std::nullopt;
  Exchange reduced = exchange;
  reduced.request.target = std::move(target);
  for (const auto header : ignored_headers_) reduced.request.headers.remove(header);
  return reduced;
}

void Judge::sent(const Exchange& exchange) {
  const auto reduced = without_what_is_ignored(exchange);
  note_sent(reduced ? *reduced : exchange);
}

void Judge::sent_body(const Exchange& exchange) {
  const auto reduced = without_what_is_ignored(exchange);
  streams_.note_unseen_writes(reduced ? reduced->request : exchange.request);
  const bool may_hold_fields = exchange.request.body.find("event:") != std::string::npos;
  if (addresses_stream(exchange) && may_hold_fields) {
    streams_.of(exchange.request.target).note_event_fields();
  }
}

void Judge::mark_unknown(std::string_view url) {
  streams_.of(url).mark_unknown();
}

void Judge::mark_all_unknown() {
  streams_.mark_all_unknown();
}

void Judge::sent_foreign_bytes(const std::string& bytes) {
  streams_.note_unseen_writes({.method = {}, .target = {}, .headers = {}, .body = bytes});
}

std::vector<Violation> Judge::observe(const Exchange& exchange) {
  const auto reduced = without_what_is_ignored(exchange);
  return take(reduced ? *reduced : exchange);
}

void Judge::note_sent(const Exchange& exchange) {
  streams_.note_unseen_writes(exchange.request);
  if (!addresses_stream(exchange)) return;
  StreamHistory& history = streams_.of(exchange.request.target);
  history.sent(exchange, ++now_);
  const auto branch = parsed_request(exchange.request).branch;
  const StreamHistory* source =
      branch ? streams_.find(on_same_server(exchange.request.target, branch->source)) : nullptr;
  if (source != nullptr && source->holds_event_fields()) history.note_event_fields();
}

std::vector<Violation> Judge::take(const Exchange& exchange) {
  streams_.note_unseen_writes(exchange.request);
  if (!addresses_stream(exchange)) return {};
  StreamHistory& history = streams_.of(exchange.request.target);
  ParsedRequest request = parsed_request(exchange.request);
  const LogicalTime sent = history.ended(exchange, request);
  auto controls = sse_controls(exchange.events);
  history.settle_base(exchange, request, sent, controls);
  auto pieces = history.pieces(exchange, request, sent, controls);
  ObservedExchange seen{
      exchange, std::move(request), sent, history, std::move(controls), std::move(pieces), {}};
  // A malformed response shows nothing of the stream (R39).
  if (!seen.is_in_form()) seen.pieces.clear();
  seen.offsets = offsets_in(seen);
  auto violations = has_whole_head(exchange) ? judge(seen) : std::vector<Violation>{};
  history.learn(exchange, seen.request, seen.pieces, fork_base(seen), sent, ++now_);
  return violations;
}

void Judge::forget() {
  streams_.clear();
  now_ = 0;
}

std::optional<ForkBase> Judge::fork_base(const ObservedExchange& seen) const {
  if (!seen.is(Method::put, 201) || !seen.request.branch) return std::nullopt;
  const auto url = on_same_server(seen.exchange.request.target, seen.request.branch->source);
  const StreamHistory* source = streams_.find(url);
  if (source == nullptr || source == &seen.history) return std::nullopt;
  return source->fork_base(*seen.request.branch, seen.sent);
}

std::vector<Violation> Judge::judge(const ObservedExchange& seen) {
  std::vector<Violation> violations;
  const bool in_form = seen.is_in_form();
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].needs_form && !in_form) continue;
    if (!rules_[i].applies(seen)) continue;
    ++records_[i].applied;
    auto mismatch = rules_[i].check(seen);
    if (!mismatch) continue;
    ++records_[i].violated;
    mismatch->observation = on(seen.exchange, std::move(mismatch->observation));
    violations.push_back({rules_[i].info.id, rules_[i].info.requirement, seen.exchange.number,
                          *std::move(mismatch)});
    auto& evidence = records_[i].violations;
    violations.back().is_evidence = is_new(violations.back(), evidence);
    if (violations.back().is_evidence) evidence.push_back(violations.back());
  }
  return violations;
}

std::string common_query_of(std::span<const Exchange> journal) {
  std::optional<std::string> common;
  bool creates = false;
  for (const auto& exchange : journal) {
    const auto& request = exchange.request;
    // Raw bytes name their target themselves.
    if (!addresses_stream(exchange) || request.method == "RAW") continue;
    creates = creates || request.method == "PUT";
    const auto query = http::split_target(request.target).second;
    common = common ? shared_query(*common, request.target) : std::string(query);
    if (common->empty()) break;
  }
  return creates ? common.value_or("") : "";
}

void judge_journal(Judge& judge, std::span<const Exchange> journal) {
  std::vector<const Exchange*> by_sent;
  for (const auto& exchange : journal) by_sent.push_back(&exchange);
  auto by_done = by_sent;
  std::sort(by_sent.begin(), by_sent.end(), [](const auto* a, const auto* b) {
    return std::tie(a->sent_order, a->sent, a->number) <
           std::tie(b->sent_order, b->sent, b->number);
  });
  std::sort(by_done.begin(), by_done.end(), [](const auto* a, const auto* b) {
    return std::tie(a->done_order, a->done, a->number) <
           std::tie(b->done_order, b->done, b->number);
  });
  auto next = by_sent.begin();
  for (const auto* exchange : by_done) {
    for (; next != by_sent.end() && sent_before_end(**next, *exchange); ++next) {
      judge.sent(**next);
    }
    judge.observe(*exchange);
  }
}

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (auto* part : {header_rules, value_rules, status_rules, producer_rules, body_rules, sse_rules,
                     offset_rules, history_rules, closure_rules}) {
    auto more = part();
    std::move(more.begin(), more.end(), std::back_inserter(rules));
  }
  return rules;
}

std::vector<RuleInfo> rule_infos() {
  std::vector<RuleInfo> infos;
  for (auto& rule : all_rules()) infos.push_back(std::move(rule.info));
  return infos;
}

}  // namespace conform
