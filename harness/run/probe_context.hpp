// What the parts of a probe share: sending requests, stream names, results.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/answer_sign.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/probe_client.hpp"

namespace conform {

class ProbeContext {
 public:
  using Then = ProbeClient::Then;

  /// All three must outlive it.
  ProbeContext(Transport& transport, const Target& target, const ProbeOptions& options)
      : transport_(transport),
        target_(target),
        options_(options),
        client_(transport, target, options.one_by_one ? 1 : max_at_once) {}

  [[nodiscard]] Transport& transport() { return transport_; }
  [[nodiscard]] const Target& target() const { return target_; }
  [[nodiscard]] const ProbeOptions& options() const { return options_; }
  [[nodiscard]] ProbeClient& client() { return client_; }
  [[nodiscard]] Findings& findings() { return findings_; }

  [[nodiscard]] std::string url(std::string_view name) const;
  [[nodiscard]] std::string path(std::string_view name) const;
  /// The path below the target's root, as subscriptions name streams.
  [[nodiscard]] std::string relative(std::string_view name) const;

  void send(http::Request request, Then then);
  /// A request that may be held open; it does not count towards the limit of requests under way.
  void send_live(http::Request request, Until until, Then then);
  /// A read that may be held open until its time limit.
  void send_waiting(http::Request request, Duration time_limit, Then then);
  /// PUT of a stream of text/plain, unless the headers say otherwise.
  void create(const std::string& name, http::Headers headers, std::string body, Then then);
  void append(const std::string& name, http::Headers headers, std::string body, Then then);

  /// Whether it should be tried. If not, the reason is noted.
  bool is_wanted(const std::string& capability);
  void found(const std::string& capability, Presence presence, std::string how);
  /// After a response that was not accepted. `to` names what was requested.
  void not_accepted(const std::string& capability, const Exchange& exchange, const std::string& to);
  void ignored(const std::string& capability, std::string what, std::vector<Exchange> exchanges);

  /// How the stream was created that the URL addresses; empty if it was not.
  [[nodiscard]] std::deque<Exchange> creation_of(const std::string& url) const;

  [[nodiscard]] bool has_sign_of(const std::string& capability) const;
  /// What was found so far; unknown if nothing was.
  [[nodiscard]] Sign sign_of(const std::string& capability) const;

 private:
  static constexpr std::size_t max_at_once = 8;

  Transport& transport_;
  const Target& target_;
  const ProbeOptions& options_;
  ProbeClient client_;
  Findings findings_;
  std::map<std::string, Sign> signs_;
  std::map<std::string, Exchange> creations_;  ///< by URL
};

}  // namespace conform
