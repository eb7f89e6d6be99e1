// The operations of a history as requests, and what a stream's model learns from the responses.
#pragma once

#include <map>
#include <optional>

#include "harness/durability/bodies.hpp"
#include "harness/durability/client.hpp"
#include "harness/durability/stream_model.hpp"
#include "harness/run/target.hpp"

namespace conform::durability {

using Streams = std::map<unsigned, StreamModel>;

/// A request, with what it is about.
struct Prepared {
  Operation operation;
  Call call;
  Body body;
  std::optional<ProducerState> producer{};
  std::optional<std::string> sequence{};
  Units inherited{};  ///< of a fork
};

/// What a response says about a write.
enum class Answer { acknowledged, refused, unknown };
[[nodiscard]] Answer answer_of(const Exchange& exchange);

/// The request for an operation; nullopt where it makes no sense now, as an append to a stream that
/// does not exist. `serial` numbers the bodies.
[[nodiscard]] std::optional<Prepared> prepare(const Operation& operation, Streams& streams,
                                              unsigned& serial, const Target& target, Instant now);

/// An append of a producer: its last one once more, or a new one.
[[nodiscard]] Call producer_call(const StreamModel& stream, const ProducerState& state);

/// Learns from a request that nothing overlapped.
void learn(const Prepared& prepared, const Exchange& exchange, Streams& streams);
/// Learns from a request that others overlapped, and perhaps the end of the server.
void learn_under_load(const Prepared& prepared, const Exchange& exchange, Streams& streams);

/// Whether a fork of the stream exists for certain, or may exist.
[[nodiscard]] bool has_certain_fork(const Streams& streams, unsigned number);

}  // namespace conform::durability
