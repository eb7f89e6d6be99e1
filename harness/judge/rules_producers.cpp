// Idempotent producers (section 5.2.1): what responses say about epochs and sequence numbers.
#include <fmt/format.h>

#include <string>

#include "harness/http/ascii.hpp"
#include "harness/http/media_type.hpp"
#include "harness/judge/rules.hpp"
#include "harness/judge/value_tests.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

std::optional<std::uint64_t> number(const ObservedExchange& seen, std::string_view name) {
  return small_integer(seen.text(name));
}

/// A value that is no number is reported for its form alone.
bool has_other_form(const ObservedExchange& seen, std::string_view name) {
  return seen.header(name) && !http::is_decimal(seen.text(name));
}

/// Without a body, the producer headers of a close are optional, and a server may ignore them.
Applies append_answered(int status) {
  return [=](const ObservedExchange& seen) {
    return seen.is(Method::post, status) && seen.request.producer && seen.request.has_body;
  };
}

MaybeMismatch echoes_epoch(const ObservedExchange& seen) {
  if (has_other_form(seen, "Producer-Epoch")) return std::nullopt;
  if (number(seen, "Producer-Epoch") == seen.request.producer->epoch) return std::nullopt;
  return wrong_header(fmt::format("Producer-Epoch: {}", seen.request.producer->epoch), seen,
                      "Producer-Epoch");
}

/// The highest accepted number may exceed the request's: others may have been accepted in the
/// meantime.
MaybeMismatch gives_highest_seq(const ObservedExchange& seen) {
  if (has_other_form(seen, "Producer-Seq")) return std::nullopt;
  const auto highest = number(seen, "Producer-Seq");
  if (highest && *highest >= seen.request.producer->seq) return std::nullopt;
  return wrong_header(fmt::format("a Producer-Seq of at least {}", seen.request.producer->seq),
                      seen, "Producer-Seq");
}

const ProducerTrace* trace_before(const ObservedExchange& seen) {
  const StreamLifetime* stream = seen.stream();
  if (stream == nullptr || !seen.request.producer) return nullptr;
  const auto* trace = stream->producers.find(seen.request.producer->id);
  return trace != nullptr && trace->seen < seen.sent ? trace : nullptr;
}

bool repeats_epoch(const ObservedExchange& seen) {
  const auto* trace = trace_before(seen);
  return (append_answered(200)(seen) || append_answered(204)(seen)) && trace != nullptr &&
         trace->epoch == seen.request.producer->epoch && number(seen, "Producer-Seq");
}

MaybeMismatch keeps_highest_seq(const ObservedExchange& seen) {
  const auto highest = trace_before(seen)->seq;
  if (number(seen, "Producer-Seq") >= highest) return std::nullopt;
  return wrong_header(fmt::format("a Producer-Seq of at least {}, accepted before", highest), seen,
                      "Producer-Seq");
}

/// A producer's first request, on a stream known since its creation.
bool is_first_of_its_kind(const ObservedExchange& seen) {
  return (append_answered(200)(seen) || append_answered(204)(seen)) && seen.stream() != nullptr &&
         !seen.stream()->is_fork &&
         seen.history.claims_from(*seen.request.producer) == std::size_t{1};
}

MaybeMismatch is_no_duplicate(const ObservedExchange& seen) {
  if (seen.status() != 204) return std::nullopt;
  return wrong_status("status 200: no such request was sent before", seen);
}

/// A 403 about the epoch and not about access: the epoch is known to be stale, or the response
/// mentions epochs.
bool is_stale_epoch(const ObservedExchange& seen) {
  if (!seen.is(Method::post, 403) || !seen.request.producer) return false;
  const auto* trace = trace_before(seen);
  const bool known_stale = trace != nullptr && trace->epoch > seen.request.producer->epoch;
  return known_stale || seen.header("Producer-Epoch");
}

MaybeMismatch gives_current_epoch(const ObservedExchange& seen) {
  if (has_other_form(seen, "Producer-Epoch")) return std::nullopt;
  // A server may have accepted an epoch beyond 2^53-1 (R24).
  const auto order =
      compare_decimal(seen.text("Producer-Epoch"), std::to_string(seen.request.producer->epoch));
  if (order.value_or(0) > 0) return std::nullopt;
  return wrong_header(fmt::format("a Producer-Epoch above {}", seen.request.producer->epoch), seen,
                      "Producer-Epoch");
}

/// A 409 that only a gap explains: not closed, right type, no Stream-Seq, no other writer.
bool must_be_gap(const ObservedExchange& seen) {
  const StreamLifetime* stream = seen.stream();
  return stream != nullptr && !stream->may_be_closed && !stream->type.empty() &&
         seen.request.type && http::same_media_type(stream->type, *seen.request.type) &&
         seen.history.unwritten_since(seen.sent) &&
         !seen.exchange.request.headers.contains("Stream-Seq") &&
         !seen.exchange.response.headers.contains("Stream-Closed");
}

bool is_gap(const ObservedExchange& seen) {
  if (!append_answered(409)(seen)) return false;
  return must_be_gap(seen) || seen.header("Producer-Expected-Seq") ||
         seen.header("Producer-Received-Seq");
}

MaybeMismatch gives_expected_seq(const ObservedExchange& seen) {
  if (has_other_form(seen, "Producer-Expected-Seq")) return std::nullopt;
  const auto expected = number(seen, "Producer-Expected-Seq");
  if (expected && *expected < seen.request.producer->seq) return std::nullopt;
  return wrong_header(fmt::format("a Producer-Expected-Seq below {}", seen.request.producer->seq),
                      seen, "Producer-Expected-Seq");
}

MaybeMismatch gives_received_seq(const ObservedExchange& seen) {
  if (has_other_form(seen, "Producer-Received-Seq")) return std::nullopt;
  if (number(seen, "Producer-Received-Seq") == seen.request.producer->seq) return std::nullopt;
  return wrong_header(fmt::format("Producer-Received-Seq: {}", seen.request.producer->seq), seen,
                      "Producer-Received-Seq");
}

}  // namespace

std::vector<Rule> producer_rules() {
  return {
      {must("producer-epoch-on-200", "5.2.1/epoch-on-200", "New data echoes the Producer-Epoch"),
       append_answered(200), echoes_epoch},
      {must("producer-epoch-on-204", "5.2.1/epoch-on-204", "A duplicate echoes the Producer-Epoch"),
       append_answered(204), echoes_epoch},
      {must("producer-seq-on-200", "5.2.1/seq-on-200",
            "New data is answered with the highest accepted Producer-Seq"),
       append_answered(200), gives_highest_seq},
      {must("producer-seq-on-204", "5.2.1/seq-on-204",
            "A duplicate is answered with the highest accepted Producer-Seq"),
       append_answered(204), gives_highest_seq},
      {must("producer-seq-monotonic", "5.2.1/seq-on-200",
            "The highest accepted Producer-Seq of an epoch never falls"),
       repeats_epoch, keeps_highest_seq},
      {must("duplicate-was-sent", "5.2.1/next-seq-200",
            "Only what its producer has sent before is a duplicate", "R19"),
       is_first_of_its_kind, is_no_duplicate},
      {must("stale-epoch-header", "5.2.1/stale-epoch-header",
            "A stale epoch is answered with the current Producer-Epoch"),
       is_stale_epoch, gives_current_epoch},
      {must("gap-expected-seq", "5.2.1/gap-expected-seq",
            "A gap is answered with the Producer-Expected-Seq"),
       is_gap, gives_expected_seq},
      {must("gap-received-seq", "5.2.1/gap-received-seq",
            "A gap is answered with the Producer-Received-Seq"),
       is_gap, gives_received_seq},
  };
}

}  // namespace conform
