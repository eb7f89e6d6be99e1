// How writers number what they send (sections 5.2 and 5.2.1).
#include <fmt/format.h>

#include <functional>

#include "harness/http/media_type.hpp"
#include "harness/judge/client/client_rule.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;
using When = ClientRule::When;
using Scope = ClientRule::Scope;

std::string shown(const ProducerStamp& stamp) {
  return fmt::format("Producer-Id {}, Producer-Epoch {}, Producer-Seq {}", quote(stamp.id, 100),
                     stamp.epoch, stamp.seq);
}

/// The request of these numbers that was accepted before this one was sent; null if there is none.
const ProducerEpoch::Accepted* accepted_before(const ClientRequest& sent) {
  const auto& stamp = *sent.request.producer;
  const auto epoch = sent.stream.producers.find({stamp.id, stamp.epoch});
  if (epoch == sent.stream.producers.end()) return nullptr;
  const auto accepted = epoch->second.accepted.find(stamp.seq);
  const bool is_before =
      accepted != epoch->second.accepted.end() && accepted->second.order < sent.exchange.sent_order;
  return is_before ? &accepted->second : nullptr;
}

bool is_plain_body(const ClientRequest& sent) {
  return sent.is(Method::post) && sent.request.has_body &&
         !sent.exchange.request.headers.contains("Content-Encoding");
}

bool repeats_producer_request(const ClientRequest& sent) {
  return is_plain_body(sent) && sent.request.producer && accepted_before(sent) != nullptr;
}

MaybeMismatch has_same_body(const ClientRequest& sent) {
  if (body_digest(sent.exchange.request) == accepted_before(sent)->digest) return std::nullopt;
  return Mismatch{fmt::format("the body that was accepted under {}", shown(*sent.request.producer)),
                  "another body, which the server drops as a duplicate"};
}

bool follows_accepted_seq(const ClientRequest& sent) {
  return is_plain_body(sent) && sent.header("Stream-Seq") && sent.stream.greatest_seq &&
         sent.stream.greatest_seq->order < sent.exchange.sent_order;
}

MaybeMismatch has_greater_seq(const ClientRequest& sent) {
  const auto& greatest = *sent.stream.greatest_seq;
  const auto value = *sent.header("Stream-Seq");
  const bool is_retry =
      value == greatest.value && body_digest(sent.exchange.request) == greatest.digest;
  // A late retry of an earlier request cannot be distinguished from a mistake unless it was
  // refused.
  if (value > greatest.value || is_retry || sent.exchange.response.status != 409) {
    return std::nullopt;
  }
  return Mismatch{
      fmt::format("a Stream-Seq greater than {}, accepted before", quote(greatest.value, 100)),
      fmt::format("Stream-Seq: {}", quote(value, 100))};
}

/// Where the type is application/octet-stream, an application may well have encoded it once more.
bool writes_what_was_read_as_base64(const ClientRequest& sent) {
  const bool writes = sent.is(Method::post) || sent.is(Method::put);
  if (!writes || !sent.request.has_body || !sent.request.type) return false;
  const auto type = http::media_type_essence(*sent.request.type);
  return type != "application/octet-stream" && sent.knowledge.base64_given.contains(type);
}

MaybeMismatch is_decoded(const ClientRequest& sent) {
  const auto& digests =
      sent.knowledge.base64_given.at(http::media_type_essence(*sent.request.type));
  if (!digests.contains(std::hash<std::string>{}(sent.exchange.request.body))) return std::nullopt;
  return Mismatch{fmt::format("{} as it was before the server encoded it for an event stream",
                              quote(*sent.request.type, 100)),
                  "the base64 text of an event, which was not decoded"};
}

}  // namespace

std::vector<ClientRule> client_writing_rules() {
  return {
      {client_must("retry-has-same-body", "5.2.1/numbering",
                   "A producer's number stands for one body only"),
       When::ended, Scope::all_traffic, repeats_producer_request, has_same_body},
      {client_must("stream-seq-increases", "5.2/seq-increasing",
                   "A writer's Stream-Seq values strictly increase"),
       When::ended, Scope::one_client, follows_accepted_seq, has_greater_seq},
      {client_should("base64-decoded", "5.8/encoding-header-read",
                     "What was read as base64 is decoded before it is written again"),
       When::ended, Scope::one_client, writes_what_was_read_as_base64, is_decoded},
  };
}

RuleInfo producer_gap_rule() {
  return client_must("producer-seq-complete", "5.2.1/numbering",
                     "A producer's numbers begin at 0 in each epoch and leave none out");
}

RuleInfo fork_producer_gap_rule() {
  return client_must("fork-producer-new", "4.2/rebootstrap",
                     "A producer that writes to a fork starts from 0 there");
}

}  // namespace conform
