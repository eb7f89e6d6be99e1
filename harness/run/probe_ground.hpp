// What the parts of a probe share: how they ask, how their streams are called, what was found.
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

class ProbeGround {
 public:
  using Then = ProbeClient::Then;

  /// All three must outlive it.
  ProbeGround(Transport& transport, const Target& target, const ProbeOptions& options)
      : transport_(transport),
        target_(target),
        options_(options),
        asker_(transport, target, options.one_by_one ? 1 : most_at_once) {}

  [[nodiscard]] Transport& transport() { return transport_; }
  [[nodiscard]] const Target& target() const { return target_; }
  [[nodiscard]] const ProbeOptions& options() const { return options_; }
  [[nodiscard]] ProbeClient& asker() { return asker_; }
  [[nodiscard]] Findings& findings() { return findings_; }

  [[nodiscard]] std::string url(std::string_view name) const;
  [[nodiscard]] std::string path(std::string_view name) const;
  /// Below the target's root, as subscriptions name streams.
  [[nodiscard]] std::string relative(std::string_view name) const;

  void ask(http::Request request, Then then);
  /// An answer that may be held open, and takes no other's place.
  void ask_live(http::Request request, Until until, Then then);
  /// A read that may be held open to the limit.
  void ask_waiting(http::Request request, Duration time_limit, Then then);
  /// PUT of a stream of text/plain, unless the headers say otherwise.
  void create(const std::string& name, http::Headers headers, std::string body, Then then);
  void append(const std::string& name, http::Headers headers, std::string body, Then then);

  /// Whether it is to be tried. Why not, is noted at once.
  bool is_wanted(const std::string& capability);
  void found(const std::string& capability, Presence presence, std::string how);
  /// After an answer that was not accepted. `to` says what was asked.
  void not_accepted(const std::string& capability, const Exchange& exchange, const std::string& to);
  void ignored(const std::string& capability, std::string what, std::vector<Exchange> exchanges);

  /// How the stream was created that is asked for there; empty where it was not.
  [[nodiscard]] std::deque<Exchange> creation_of(const std::string& url) const;

  [[nodiscard]] bool has_sign_of(const std::string& capability) const;
  /// What was found so far, unknown for nothing.
  [[nodiscard]] Sign sign_of(const std::string& capability) const;

 private:
  static constexpr std::size_t most_at_once = 8;

  Transport& transport_;
  const Target& target_;
  const ProbeOptions& options_;
  ProbeClient asker_;
  Findings findings_;
  std::map<std::string, Sign> signs_;
  std::map<std::string, Exchange> creations_;  ///< by URL
};

}  // namespace conform
