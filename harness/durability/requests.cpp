#include "harness/durability/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/http/timestamp.hpp"

namespace conform::durability {
namespace {

using namespace std::chrono_literals;
using Kind = Operation::Kind;
using State = StreamModel::State;

constexpr Duration deadline_after = 3s;

bool is_usable(const StreamModel& stream) {
  return stream.state == State::alive && !stream.tainted && !stream.is_uncertain();
}

bool takes_appends(const StreamModel& stream) {
  return is_usable(stream) && !stream.closed;
}

void add_lifetime(http::Headers& headers, const Operation& operation, Instant now) {
  switch (operation.lifetime) {
    case Lifetime::endless:
      return;
    case Lifetime::long_ttl:
      return headers.add("Stream-TTL", "3600");
    case Lifetime::short_ttl:
      return headers.add("Stream-TTL", "1");
    case Lifetime::deadline:
      return headers.add("Stream-Expires-At", http::rfc3339_seconds(now + deadline_after) + "Z");
  }
}

Prepared create(const Operation& operation, StreamModel& stream, unsigned serial, Instant now) {
  Prepared prepared{operation, {"PUT", stream.name}, body_of(operation, operation.content, serial)};
  auto& headers = prepared.call.headers;
  headers.add("Content-Type", std::string(media_type(operation.content)));
  if (operation.closes) headers.add("Stream-Closed", "true");
  add_lifetime(headers, operation, now);
  prepared.call.body = prepared.body.bytes;
  return prepared;
}

ProducerState next_producer(const StreamModel& stream, Writer writer) {
  if (!stream.producer) return {};
  auto next = *stream.producer;
  if (writer == Writer::new_epoch) return {next.epoch + 1, 0, {}};
  return {next.epoch, next.seq + 1, {}};
}

Prepared append(const Operation& operation, StreamModel& stream, unsigned serial) {
  Prepared prepared{operation, {"POST", stream.name}, body_of(operation, stream.content, serial)};
  prepared.call.body = prepared.body.bytes;
  prepared.call.holds_body = operation.holds_body;
  if (operation.writer == Writer::producer || operation.writer == Writer::new_epoch) {
    prepared.producer = next_producer(stream, operation.writer);
    prepared.producer->piece = {prepared.body.units, operation.closes};
    prepared.call.headers = producer_call(stream, *prepared.producer).headers;
    return prepared;
  }
  auto& headers = prepared.call.headers;
  headers.add("Content-Type", std::string(media_type(stream.content)));
  if (operation.closes) headers.add("Stream-Closed", "true");
  if (operation.writer == Writer::sequence) {
    prepared.sequence = fmt::format("{:08}", ++stream.next_sequence);
    headers.add("Stream-Seq", *prepared.sequence);
  }
  return prepared;
}

std::optional<Prepared> fork(const Operation& operation, const Streams& streams,
                             const StreamModel& stream, const Target& target) {
  const auto found = streams.find(operation.source);
  if (found == streams.end() || operation.source == operation.stream) return std::nullopt;
  const auto& source = found->second;
  const bool lasts = source.lifetime == Lifetime::endless || source.lifetime == Lifetime::long_ttl;
  if (!is_usable(source) || !lasts) return std::nullopt;
  Prepared prepared{operation, {"PUT", stream.name}, {}};
  prepared.operation.content = source.content;
  prepared.operation.lifetime = source.lifetime;
  prepared.inherited = source.units;
  auto& headers = prepared.call.headers;
  headers.add("Stream-Forked-From", target.stream_path(source.name));
  if (operation.early && !source.recent_offsets.empty()) {
    const auto& offset = source.recent_offsets.front();
    prepared.inherited = source.offsets.at(offset);
    headers.add("Stream-Fork-Offset", offset);
  }
  return prepared;
}

/// The offset after `before`, as an acknowledgement or a read names it.
void learn_offset(StreamModel& stream, const Exchange& exchange, const Units& before) {
  const auto offset = exchange.response.headers.find("Stream-Next-Offset");
  if (!offset) return;
  stream.offsets.insert_or_assign(std::string(*offset), before);
  stream.recent_offsets.emplace_back(*offset);
}

void begin(const Prepared& prepared, StreamModel& stream, const Exchange& exchange) {
  stream.begin(prepared.operation, exchange.sent);
  stream.units = prepared.operation.kind == Kind::fork ? prepared.inherited : prepared.body.units;
  if (prepared.operation.kind == Kind::fork) {
    stream.source = prepared.operation.source;
    stream.closed = false;
  }
  stream.deadline = exchange.sent + deadline_after;
}

/// An acknowledged append; it is in `units` already, or comes somewhere after them.
void accept(const Prepared& prepared, StreamModel& stream) {
  if (prepared.operation.closes) stream.closed = true;
  if (prepared.producer) stream.producer = prepared.producer;
  if (prepared.sequence) stream.sequence = prepared.sequence;
}

bool is_duplicate(const Prepared& prepared, const Exchange& exchange) {
  return prepared.producer && exchange.response.status == 204 && !prepared.operation.closes;
}

}  // namespace

Answer answer_of(const Exchange& exchange) {
  const int status = exchange.response.status;
  const bool was_sent =
      exchange.outcome != Outcome::not_sent && exchange.outcome != Outcome::no_resources;
  if (!was_sent) return Answer::refused;
  if (!exchange.answered() || status >= 500 || status == 408 || status == 429) {
    return Answer::unknown;
  }
  return status < 300 ? Answer::acknowledged : Answer::refused;
}

Call producer_call(const StreamModel& stream, const ProducerState& state) {
  Call call{"POST", stream.name};
  call.headers.add("Content-Type", std::string(media_type(stream.content)));
  call.headers.add("Producer-Id", "writer");
  call.headers.add("Producer-Epoch", std::to_string(state.epoch));
  call.headers.add("Producer-Seq", std::to_string(state.seq));
  if (state.piece.closes) call.headers.add("Stream-Closed", "true");
  const bool is_batch = stream.content == Content::json && state.piece.units.size() != 1;
  call.body = stream.content == Content::json && !is_batch
                  ? state.piece.units.front()
                  : joined(state.piece.units, stream.content);
  return call;
}

std::optional<Prepared> prepare(const Operation& operation, Streams& streams, unsigned& serial,
                                const Target& target, Instant now) {
  auto& stream = streams[operation.stream];
  if (stream.name.empty()) stream.name = stream_name(operation.stream);
  const bool is_free = stream.state != State::alive && stream.state != State::soft_deleted &&
                       !stream.tainted && !stream.is_uncertain();
  switch (operation.kind) {
    case Kind::create:
      return is_free ? std::optional(create(operation, stream, ++serial, now)) : std::nullopt;
    case Kind::fork:
      return is_free ? fork(operation, streams, stream, target) : std::nullopt;
    case Kind::append:
      if (!takes_appends(stream)) return std::nullopt;
      return append(operation, stream, ++serial);
    case Kind::close: {
      if (!takes_appends(stream)) return std::nullopt;
      Prepared prepared{operation, {"POST", stream.name}, {}};
      prepared.call.headers.add("Stream-Closed", "true");
      return prepared;
    }
    case Kind::remove:
      if (!is_usable(stream)) return std::nullopt;
      return Prepared{operation, {"DELETE", stream.name}, {}};
    case Kind::read:
      if (!is_usable(stream)) return std::nullopt;
      return Prepared{operation, {"GET", stream.name, "offset=-1"}, {}};
    default:
      return std::nullopt;
  }
}

void learn(const Prepared& prepared, const Exchange& exchange, Streams& streams) {
  auto& stream = streams[prepared.operation.stream];
  const auto answer = answer_of(exchange);
  // What a server does with a request that it fails is known only after it has ended.
  if (answer == Answer::unknown) stream.tainted = true;
  if (answer != Answer::acknowledged) return;
  stream.used = exchange.done;
  switch (prepared.operation.kind) {
    case Kind::create:
    case Kind::fork:
      if (exchange.response.status != 201) {
        stream.tainted = true;
        return;
      }
      begin(prepared, stream, exchange);
      learn_offset(stream, exchange, stream.units);
      break;
    case Kind::append:
      if (is_duplicate(prepared, exchange)) {
        stream.tainted = true;
        return;
      }
      stream.units.insert(stream.units.end(), prepared.body.units.begin(),
                          prepared.body.units.end());
      accept(prepared, stream);
      learn_offset(stream, exchange, stream.units);
      break;
    case Kind::close:
      stream.closed = true;
      break;
    case Kind::remove:
      stream.state = has_certain_fork(streams, prepared.operation.stream) ? State::soft_deleted
                                                                          : State::deleted;
      break;
    default:
      return;
  }
  stream.acknowledged = exchange;
}

void learn_under_load(const Prepared& prepared, const Exchange& exchange, Streams& streams) {
  auto& stream = streams[prepared.operation.stream];
  const auto answer = answer_of(exchange);
  const Piece piece{prepared.body.units, prepared.operation.closes};
  if (answer == Answer::refused) return;
  const bool is_known = answer == Answer::acknowledged;
  switch (prepared.operation.kind) {
    case Kind::create:
    case Kind::fork:
      if (is_known && exchange.response.status != 201) {
        stream.tainted = true;
      } else if (is_known) {
        begin(prepared, stream, exchange);
      } else {
        const bool is_fork = prepared.operation.kind == Kind::fork;
        stream.creation = {prepared.operation, is_fork ? prepared.inherited : prepared.body.units};
      }
      break;
    case Kind::append:
      if (is_known && is_duplicate(prepared, exchange)) stream.tainted = true;
      (is_known ? stream.required : stream.optional).push_back(piece);
      if (is_known) {
        accept(prepared, stream);
      } else {
        if (prepared.operation.closes) stream.may_be_closed = true;
        if (prepared.producer) stream.open_claim = {*prepared.producer, false};
      }
      break;
    case Kind::close:
      (is_known ? stream.closed : stream.may_be_closed) = true;
      break;
    case Kind::remove:
      if (is_known) {
        stream.state = has_certain_fork(streams, prepared.operation.stream) ? State::soft_deleted
                                                                            : State::deleted;
      } else {
        stream.may_be_removed = true;
      }
      break;
    default:
      return;
  }
  if (is_known) stream.acknowledged = exchange;
}

bool has_certain_fork(const Streams& streams, unsigned number) {
  return std::any_of(streams.begin(), streams.end(), [&](const auto& entry) {
    const auto& stream = entry.second;
    const bool exists = stream.state == State::alive || stream.state == State::soft_deleted;
    return exists && !stream.tainted && !stream.may_be_removed && stream.source == number;
  });
}

}  // namespace conform::durability
