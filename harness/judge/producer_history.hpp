// What is known of the idempotent producers of a stream (section 5.2.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/logical_time.hpp"
#include "harness/judge/parsed_request.hpp"

namespace conform {

/// What was accepted from one producer.
struct ProducerTrace {
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;  ///< highest that a response named in this epoch
  LogicalTime seen = 0;
};

/// What was accepted from each producer since the stream was created.
class ProducerTraces {
 public:
  /// A POST was answered with success.
  void learn(const Exchange& exchange, const ParsedRequest& request, LogicalTime now);

  [[nodiscard]] const ProducerTrace* find(std::string_view id) const;
  /// Whether a request with these numbers, or a later one of the epoch, was accepted.
  [[nodiscard]] bool has_accepted(const ProducerStamp& stamp) const;

 private:
  [[nodiscard]] ProducerTrace* trace_of(const ProducerStamp& stamp);

  std::map<std::string, ProducerTrace, std::less<>> by_id_;
};

/// All producers' requests to one URL, whatever their results.
class ProducerRequests {
 public:
  /// A POST is about to be sent.
  void note(const ParsedRequest& request);
  /// How many requests that would make this one a duplicate have been sent, itself included;
  /// nullopt if that is not known.
  [[nodiscard]] std::optional<std::size_t> count_from(const ProducerStamp& stamp) const;

 private:
  std::vector<ProducerStamp> stamps_;
  bool are_all_known_ = true;
};

}  // namespace conform
