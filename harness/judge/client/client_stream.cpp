#include "harness/judge/client/client_stream.hpp"

#include <algorithm>
#include <functional>

#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/sse_control.hpp"

namespace conform {
namespace {

// Beyond these less is known, and less is judged.
constexpr std::size_t max_given = 1 << 13;
constexpr std::size_t max_accepted = 1 << 10;
constexpr std::size_t max_producers = 1 << 10;
constexpr std::size_t max_readers = 64;
/// A longer wait is not judged: a client may have restarted in the meantime.
constexpr std::uint64_t max_wait_seconds = 3600;

bool is_success(int status) {
  return status / 100 == 2;
}

bool is_busy(int status) {
  return status == 429 || status == 503;
}

}  // namespace

void ProducerEpoch::note_sent(std::uint64_t seq, std::uint64_t exchange) {
  if (seq < next) return;
  if (seq > next) {
    if (ahead.size() < max_given) ahead.try_emplace(seq, exchange);
    return;
  }
  ++next;
  while (!ahead.empty() && ahead.begin()->first <= next) {
    if (ahead.begin()->first == next) ++next;
    ahead.erase(ahead.begin());
  }
}

void GivenOffset::note(std::uint64_t by, std::uint64_t now) {
  if (by != exchange) at_by_other = at;
  exchange = by;
  at = now;
}

bool GivenOffset::was_given_since(std::uint64_t then, std::uint64_t but_by) const {
  return (exchange == but_by ? at_by_other : at) > then;
}

void ClientStream::give_offset(std::string offset, std::uint64_t exchange) {
  const auto known = offsets.find(offset);
  if (known != offsets.end()) return known->second.note(exchange, ++now_);
  if (offsets.size() >= max_given) is_complete = false;
  if (is_complete) offsets[std::move(offset)].note(exchange, ++now_);
}

LatestRead* ClientStream::read_of(const Exchange& exchange) {
  const auto found = readers.find(reader_key(exchange.request.target));
  const bool is_latest = found != readers.end() && found->second.read.exchange == exchange.number;
  return is_latest ? &found->second.read : nullptr;
}

void ClientStream::begin_read(const Exchange& exchange, const ParsedRequest& request) {
  const auto key = reader_key(exchange.request.target);
  if (readers.size() >= max_readers && !readers.contains(key)) {
    const auto age = [](const LatestRead& read) {
      return std::pair(read.under_way, read.exchange);
    };
    const auto oldest = std::min_element(
        readers.begin(), readers.end(),
        [&](const auto& a, const auto& b) { return age(a.second.read) < age(b.second.read); });
    // It may read again while this read goes on, which would not be noticed.
    if (oldest->second.read.under_way) are_readers_known = false;
    readers.erase(oldest);
  }
  auto& [read, has_parallel_reads] = readers[key];
  if (read.under_way) has_parallel_reads = true;
  read = {};
  read.exchange = exchange.number;
  read.began = ++now_;
  read.mode = request.mode;
  read.offset = request.offset;
  read.under_way = true;
}

void ClientStream::note_sent(const Exchange& exchange, const ParsedRequest& request) {
  if (request.method == Method::post && request.producer) {
    if (producers.size() >= max_producers) is_complete = false;
    const auto& [id, epoch, seq] = *request.producer;
    if (is_complete) producers[{id, epoch}].note_sent(seq, exchange.number);
  }
  if (request.method == Method::get) begin_read(exchange, request);
}

void ClientStream::note_head(const Exchange& exchange, const ParsedRequest& request,
                             const http::Response& head, Instant now) {
  const auto& headers = head.headers;
  const auto next = value_of(headers, "Stream-Next-Offset");
  if (next) give_offset(std::string(*next), exchange.number);
  if (const auto tag = value_of(headers, "ETag"); tag && request.method == Method::get) {
    if (tags.size() >= max_given) is_complete = false;
    if (is_complete) tags[read_key(exchange.request.target)].insert(std::string(*tag));
  }
  if (is_busy(head.status)) {
    const auto wait = small_integer(value_of(headers, "Retry-After").value_or(""));
    if (wait && *wait <= max_wait_seconds) {
      pauses[exchange.request.method] = {now, std::chrono::seconds(*wait)};
    }
  }
  LatestRead* read = read_of(exchange);
  if (read == nullptr || !is_success(head.status)) return;
  if (next && request.mode != ReadMode::sse) read->next = *next;
  if (const auto cursor = value_of(headers, "Stream-Cursor")) read->cursor = *cursor;
  if (says_true(headers, "Stream-Closed")) read->closed = true;
}

void ClientStream::note_event(const Exchange& exchange, const http::SseEvent& event) {
  if (event.type != "control") return;
  const auto control = sse_control(event.data);
  if (!control) return;
  if (control->next_offset) give_offset(*control->next_offset, exchange.number);
  LatestRead* read = read_of(exchange);
  if (read == nullptr) return;
  if (control->next_offset) read->next = control->next_offset;
  if (control->cursor) read->cursor = control->cursor;
  if (control->closed) read->closed = true;
}

void ClientStream::note_accepted(const Exchange& exchange, const ParsedRequest& request) {
  const auto digest = body_digest(exchange.request);
  if (request.producer && exchange.response.status == 200) {
    const auto& [id, epoch, seq] = *request.producer;
    auto& accepted = producers[{id, epoch}].accepted;
    accepted.try_emplace(seq, ProducerEpoch::Accepted{digest, exchange.done_order});
    if (accepted.size() > max_accepted) accepted.erase(accepted.begin());
  }
  const auto seq = value_of(exchange.request.headers, "Stream-Seq");
  if (seq && (!greatest_seq || greatest_seq->value < *seq)) {
    greatest_seq = {std::string(*seq), digest, exchange.done_order};
  }
}

void ClientStream::note_end(const Exchange& exchange, const ParsedRequest& request,
                            bool body_is_partial) {
  const int status = exchange.response.status;
  if (LatestRead* read = read_of(exchange)) {
    read->under_way = false;
    read->whole = (status == 200 || status == 204) && exchange.outcome == Outcome::complete;
  }
  if (!has_whole_head(exchange) || !is_success(status)) return;
  switch (request.method) {
    case Method::put:
      if (status != 201) break;
      // A new stream: what was said of an earlier one does not hold.
      for (auto& [key, reader] : readers) {
        reader.has_parallel_reads |= reader.read.under_way;
        reader.read = {};
      }
      greatest_seq.reset();
      for (auto& [producer, epoch] : producers) epoch.accepted.clear();
      is_fork = request.forks;
      type.reset();
      if (const auto shown = value_of(exchange.response.headers, "Content-Type")) type = *shown;
      break;
    case Method::del:
      was_deleted = true;
      type.reset();
      break;
    case Method::post:
      if (request.has_body && !body_is_partial &&
          !exchange.request.headers.contains("Content-Encoding")) {
        note_accepted(exchange, request);
      }
      break;
    case Method::get:
    case Method::head: {
      const auto shown = value_of(exchange.response.headers, "Content-Type");
      if (status == 200 && request.mode != ReadMode::sse && shown) type = *shown;
      break;
    }
    case Method::other:
      break;
  }
}

std::string read_key(std::string_view target) {
  const auto [path, query] = http::split_target(target);
  std::string key(path);
  for (const auto& [name, value] : http::parse_query(query)) {
    if (name != "cursor") key += "&" + name + "=" + value;
  }
  return key;
}

std::string reader_key(std::string_view target) {
  std::string key;
  for (const auto& [name, value] : http::parse_query(http::split_target(target).second)) {
    if (name != "offset" && name != "live" && name != "cursor") key += "&" + name + "=" + value;
  }
  return key;
}

std::size_t body_digest(const http::Request& request) {
  const auto type = value_of(request.headers, "Content-Type").value_or("");
  if (http::is_json(type)) {
    if (const auto canonical = canonical_json(request.body)) {
      return std::hash<std::string>{}(*canonical);
    }
  }
  return std::hash<std::string>{}(request.body);
}

}  // namespace conform
