// A rule for clients: one requirement that binds the client and can be checked on its requests.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/client/client_stream.hpp"
#include "harness/judge/mismatch.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/rule.hpp"

namespace conform {

/// What is known about all streams.
struct ClientKnowledge {
  std::set<std::string, std::less<>> cursors;  ///< that the server gave
  bool are_cursors_known = true;               ///< all of them are kept
  /// Offsets may also reach the client in webhooks, which do not pass here.
  bool has_other_offsets = false;
  /// Digests of base64 that events carried, by the media type of what it stands for (section 5.8).
  std::map<std::string, std::set<std::size_t>> base64_given;
};

/// A request of a client, with what was known before it.
struct ClientRequest {
  /// Without a response while the request is being sent.
  const Exchange& exchange;
  const ParsedRequest& request;
  const ClientStream& stream;
  const ClientStream* source;  ///< of a fork, if it is known
  const ClientKnowledge& knowledge;
  /// Who reads; of a reader that is new, or that is not known, nothing.
  const StreamReader& reader;

  [[nodiscard]] bool is(Method method) const { return request.method == method; }
  [[nodiscard]] bool is_live() const {
    return request.mode == ReadMode::long_poll || request.mode == ReadMode::sse;
  }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    return value_of(exchange.request.headers, name);
  }
};

struct ClientRule {
  enum class When {
    sent,   ///< checked when the request is sent: of its body nothing is known
    ended,  ///< checked when it has been answered
  };
  /// Which traffic it can be checked on.
  enum class Scope {
    any,          ///< any: the request shows the mistake by itself
    all_traffic,  ///< all that reaches the server: what a stream is must be known
    one_client,   ///< that of one client which began here: what it was given is all known
    one_reader,   ///< that of one client which reads each stream once: where it must continue is
                  ///< known
  };

  RuleInfo info;
  When when = When::sent;
  Scope scope = Scope::any;
  std::function<bool(const ClientRequest&)> applies;
  /// What is wrong with it; nullopt if nothing is.
  std::function<std::optional<Mismatch>(const ClientRequest&)> check;
};

/// All rules for clients, in the order in which their results are reported.
[[nodiscard]] std::vector<ClientRule> all_client_rules();

/// The rules by topic.
[[nodiscard]] std::vector<ClientRule> client_request_rules();
[[nodiscard]] std::vector<ClientRule> client_offset_rules();
[[nodiscard]] std::vector<ClientRule> client_reading_rules();
[[nodiscard]] std::vector<ClientRule> client_writing_rules();

/// The rule "query-order" is reported as "client.query-order".
[[nodiscard]] RuleInfo client_must(std::string_view id, std::string_view requirement,
                                   std::string_view title, std::string_view ruling = "");
[[nodiscard]] RuleInfo client_should(std::string_view id, std::string_view requirement,
                                     std::string_view title, std::string_view ruling = "");

/// Reported when all traffic has been seen: numbers that a producer left out.
[[nodiscard]] RuleInfo producer_gap_rule();
[[nodiscard]] RuleInfo fork_producer_gap_rule();

}  // namespace conform
