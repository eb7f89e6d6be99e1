#include "harness/judge/client/client_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/judge/sse_control.hpp"

namespace conform {
namespace {

constexpr std::size_t max_violations = 6;
constexpr std::size_t max_cursors = 1 << 14;
constexpr std::size_t max_ahead = 64;
constexpr std::size_t kept_body_bytes = 4096;
constexpr std::size_t max_base64_types = 16;
constexpr std::size_t max_base64_texts = 1 << 12;
/// Shorter texts could stand in a body by chance.
constexpr std::size_t least_base64_text = 24;

RuleInfo info(std::string_view id, std::string_view requirement, std::string_view title,
              Level level, std::string_view ruling) {
  return {fmt::format("client.{}", id), std::string(requirement), std::string(title), level,
          std::string(ruling)};
}

/// Rules that are checked when all traffic has been seen come after the others.
std::vector<RuleInfo> final_rules() {
  return {producer_gap_rule(), fork_producer_gap_rule()};
}

}  // namespace

RuleInfo client_must(std::string_view id, std::string_view requirement, std::string_view title,
                     std::string_view ruling) {
  return info(id, requirement, title, Level::must, ruling);
}

RuleInfo client_should(std::string_view id, std::string_view requirement, std::string_view title,
                       std::string_view ruling) {
  return info(id, requirement, title, Level::should, ruling);
}

std::vector<ClientRule> all_client_rules() {
  std::vector<ClientRule> rules;
  for (auto* part :
       {client_request_rules, client_offset_rules, client_reading_rules, client_writing_rules}) {
    auto more = part();
    std::move(more.begin(), more.end(), std::back_inserter(rules));
  }
  return rules;
}

std::vector<RuleInfo> client_rule_infos() {
  std::vector<RuleInfo> infos;
  for (auto& rule : all_client_rules()) infos.push_back(std::move(rule.info));
  for (auto& rule : final_rules()) infos.push_back(std::move(rule));
  return infos;
}

ClientJudge::ClientJudge(Options options) : options_(options), rules_(all_client_rules()) {
  for (const auto& rule : client_rule_infos()) records_.push_back({rule, 0, 0, {}});
}

ClientStream& ClientJudge::of(const std::string& key) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front().stream;
  }
  if (entries_.size() >= options_.max_streams) {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
    has_forgotten_ = true;
  }
  entries_.push_front({key, {}});
  entries_.front().stream.is_complete = !has_forgotten_;
  by_key_.emplace(key, entries_.begin());
  return entries_.front().stream;
}

const ClientStream* ClientJudge::find(const std::string& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second->stream;
}

void ClientJudge::sent(const Exchange& exchange) {
  if (exchange.request.target.find("/__ds/") != std::string::npos) {
    knowledge_.has_other_offsets = true;
    return;
  }
  if (exchange.stream.empty()) return;
  UnderWay under_way{
      exchange, parsed_request(exchange.request), stream_key(exchange.request.target), {}, false};
  ClientStream& stream = of(under_way.key);
  check(ClientRule::When::sent, exchange, under_way.request, stream, under_way.violations);
  stream.note_sent(exchange, under_way.request);
  under_way_.emplace(exchange.number, std::move(under_way));
}

void ClientJudge::answered(std::uint64_t exchange, const http::Response& head, Instant now) {
  if (const auto cursor = value_of(head.headers, "Stream-Cursor")) {
    if (knowledge_.cursors.size() >= max_cursors) knowledge_.are_cursors_known = false;
    if (knowledge_.are_cursors_known) knowledge_.cursors.emplace(*cursor);
  }
  // Of compressed events nothing is known.
  const auto type = value_of(head.headers, "Content-Type").value_or("");
  if (head.headers.contains("Content-Encoding") &&
      http::same_media_type(type, "text/event-stream")) {
    note_unseen_answers();
  }
  const auto found = under_way_.find(exchange);
  if (found == under_way_.end()) return;
  UnderWay& under_way = found->second;
  const auto encoding = value_of(head.headers, "Stream-SSE-Data-Encoding").value_or("");
  under_way.is_base64 = http::equals_ignoring_case(encoding, "base64");
  of(under_way.key).note_head(under_way.exchange, under_way.request, head, now);
}

void ClientJudge::note_base64(const ClientStream& stream, const std::string& text) {
  if (!stream.type || text.size() < least_base64_text) return;
  auto& given = knowledge_.base64_given;
  const auto type = http::media_type_essence(*stream.type);
  if (given.size() >= max_base64_types && !given.contains(type)) return;
  auto& digests = given[type];
  if (digests.size() >= max_base64_texts) return;
  std::string joined = text;
  std::erase(joined, '\n');
  for (const auto& one : {text, joined}) digests.insert(std::hash<std::string>{}(one));
}

void ClientJudge::reached(std::uint64_t exchange, const http::SseEvent& event) {
  const auto found = under_way_.find(exchange);
  if (event.type == "data" && found != under_way_.end() && found->second.is_base64) {
    note_base64(of(found->second.key), event.data);
  }
  if (event.type != "control") return;
  if (const auto control = sse_control(event.data); control && control->cursor) {
    if (knowledge_.cursors.size() >= max_cursors) knowledge_.are_cursors_known = false;
    if (knowledge_.are_cursors_known) knowledge_.cursors.insert(*control->cursor);
  }
  if (found == under_way_.end()) return;
  of(found->second.key).note_event(found->second.exchange, event);
}

std::vector<Violation> ClientJudge::ended(const Exchange& exchange, bool body_is_partial) {
  const auto found = under_way_.find(exchange.number);
  if (found == under_way_.end()) return {};
  UnderWay under_way = std::move(found->second);
  under_way_.erase(found);
  ClientStream& stream = of(under_way.key);
  under_way.request = parsed_request(exchange.request);
  const auto& producer = under_way.request.producer;
  if (producer && ahead_.size() < max_ahead) {
    const auto epoch = stream.producers.find({producer->id, producer->epoch});
    if (epoch != stream.producers.end() && epoch->second.ahead.contains(producer->seq)) {
      Exchange kept = exchange;
      kept.request.body.resize(std::min(kept.request.body.size(), kept_body_bytes));
      ahead_.emplace(exchange.number, std::move(kept));
    }
  }
  if (has_whole_head(exchange) && !body_is_partial) {
    check(ClientRule::When::ended, exchange, under_way.request, stream, under_way.violations);
  }
  stream.note_end(exchange, under_way.request, body_is_partial);
  return std::move(under_way.violations);
}

bool ClientJudge::is_in_scope(ClientRule::Scope scope) const {
  switch (scope) {
    case ClientRule::Scope::any:
      return true;
    case ClientRule::Scope::all_traffic:
      return !options_.others_write;
    case ClientRule::Scope::one_client:
      return (options_.one_client || options_.one_reader) && !options_.others_write;
    case ClientRule::Scope::one_reader:
      return options_.one_reader && !options_.others_write;
  }
  return false;
}

void ClientJudge::mark_unknown() {
  options_.others_write = true;
}

void ClientJudge::note_unseen_answers() {
  knowledge_.has_other_offsets = true;
  knowledge_.are_cursors_known = false;
}

void ClientJudge::check(ClientRule::When when, const Exchange& exchange,
                        const ParsedRequest& request, const ClientStream& stream,
                        std::vector<Violation>& violations) {
  const ClientStream* source = nullptr;
  if (request.branch) {
    source = find(stream_key(on_same_server(exchange.request.target, request.branch->source)));
  }
  static const StreamReader nobody;
  const auto reader = stream.readers.find(reader_key(exchange.request.target));
  const bool is_known = stream.are_readers_known && reader != stream.readers.end();
  const ClientRequest seen{exchange, request,    stream,
                           source,   knowledge_, is_known ? reader->second : nobody};
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto& rule = rules_[i];
    if (rule.when != when || !is_in_scope(rule.scope) || !rule.applies(seen)) continue;
    ++records_[i].applied;
    if (auto mismatch = rule.check(seen)) {
      record(i, exchange.number, *std::move(mismatch), violations);
    }
  }
}

void ClientJudge::record(std::size_t rule, std::uint64_t exchange, Mismatch mismatch,
                         std::vector<Violation>& violations) {
  RuleRecord& record = records_[rule];
  ++record.violated;
  violations.push_back(
      {record.info.id, record.info.requirement, exchange, std::move(mismatch), false});
  if (record.violations.size() >= max_violations) return;
  violations.back().is_evidence = true;
  record.violations.push_back(violations.back());
}

std::vector<std::pair<Violation, Exchange>> ClientJudge::finish() {
  std::vector<std::pair<Violation, Exchange>> found;
  if (!is_in_scope(ClientRule::Scope::one_client)) return found;
  for (const auto& [key, stream] : entries_) {
    if (!stream.is_complete) continue;
    const std::size_t rule = rules_.size() + (stream.is_fork ? 1 : 0);
    for (const auto& [producer, epoch] : stream.producers) {
      ++records_[rule].applied;
      if (epoch.ahead.empty()) continue;
      const auto& [seq, number] = *epoch.ahead.begin();
      const auto evidence = ahead_.find(number);
      if (evidence == ahead_.end()) continue;
      std::vector<Violation> violations;
      record(
          rule, number,
          {fmt::format("Producer-Seq {} before {} in epoch {}", epoch.next, seq, producer.second),
           fmt::format("Producer-Seq {} was never sent", epoch.next)},
          violations);
      found.emplace_back(violations.front(), evidence->second);
    }
  }
  return found;
}

}  // namespace conform
