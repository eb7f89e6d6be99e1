// Judges clients: checks every request against the rules for clients. It sends nothing, and gets
// what happened in the order in which it happened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/client/client_rule.hpp"
#include "harness/judge/judge.hpp"

namespace conform {

class ClientJudge {
 public:
  struct Options {
    /// All traffic is that of one client, which had nothing saved when it began.
    bool one_client = false;
    /// And it reads each stream once: it goes on where it was, and never starts over.
    bool one_reader = false;
    /// Requests that are not seen here also reach the server.
    bool others_write = false;
    std::size_t max_streams = 1024;  ///< whose facts are kept
  };

  explicit ClientJudge(Options options);

  /// A request is being sent; its body may be missing.
  void sent(const Exchange& exchange);
  /// The head of a response has reached the client.
  void answered(std::uint64_t exchange, const http::Response& head, Instant now);
  /// An event has reached the client.
  void reached(std::uint64_t exchange, const http::SseEvent& event);
  /// An exchange has ended. Returns what its request violated, in the order of the rules.
  std::vector<Violation> ended(const Exchange& exchange, bool body_is_partial);
  /// All traffic has been seen. Returns what only this shows, with the exchanges that are evidence.
  std::vector<std::pair<Violation, Exchange>> finish();

  /// Requests are sent that are not seen here: only what one request shows is judged from now on.
  void mark_unknown();
  /// The client was given offsets and cursors that are not seen here.
  void note_unseen_answers();

  [[nodiscard]] const std::vector<RuleRecord>& records() const { return records_; }

 private:
  struct UnderWay {
    Exchange exchange;  ///< the request
    ParsedRequest request;
    std::string key;
    std::vector<Violation> violations;
    bool is_base64 = false;  ///< the data of its events
  };
  struct Entry {
    std::string key;
    ClientStream stream;
  };

  void note_base64(const ClientStream& stream, const std::string& text);
  [[nodiscard]] ClientStream& of(const std::string& key);
  [[nodiscard]] const ClientStream* find(const std::string& key) const;
  [[nodiscard]] bool is_in_scope(ClientRule::Scope scope) const;
  void check(ClientRule::When when, const Exchange& exchange, const ParsedRequest& request,
             const ClientStream& stream, std::vector<Violation>& violations);
  void record(std::size_t rule, std::uint64_t exchange, Mismatch mismatch,
              std::vector<Violation>& violations);

  Options options_;
  std::vector<ClientRule> rules_;
  std::vector<RuleRecord> records_;
  ClientKnowledge knowledge_;
  std::list<Entry> entries_;  ///< most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::unordered_map<std::uint64_t, UnderWay> under_way_;
  std::map<std::uint64_t, Exchange> ahead_;  ///< requests whose predecessor has not been seen
  bool has_forgotten_ = false;
};

/// Id and requirement of each rule for clients.
[[nodiscard]] std::vector<RuleInfo> client_rule_infos();

}  // namespace conform
