// The page that shows what a monitor has seen so far, and asks for it again every second.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/rule.hpp"

namespace conform::reports {

/// May be used by several threads.
class LivePage {
 public:
  struct About {
    std::string version;
    std::string url;       ///< what clients use
    std::string upstream;  ///< the server's
    Instant since;
  };
  struct Counts {
    std::size_t exchanges = 0;
    std::size_t under_way = 0;
    std::size_t by_server = 0;  ///< violations
    std::size_t by_client = 0;
  };

  /// `text_of` gives the sentence of a requirement.
  LivePage(About about, std::function<std::string(std::string_view)> text_of);

  /// `by` is "server" or "client".
  void add(const Violation& violation, const Exchange& exchange, std::string_view by);
  /// One sentence about what is wrong with the connections themselves.
  void add_trouble(const std::string& text, Instant at);

  [[nodiscard]] std::string html() const;
  /// JSON, what the page asks for at "state".
  [[nodiscard]] std::string state(const Counts& counts, Instant now) const;

 private:
  /// What is wrong of one kind.
  struct Failure {
    std::string by;
    RuleInfo rule;
    std::size_t count = 0;
    Instant last{};
    Instant shown_at{};  ///< when the one was found that is shown
    nlohmann::ordered_json shown;
  };
  struct Trouble {
    std::string text;
    Instant at;
  };

  void show(Failure& failure, const Violation& violation, const Exchange& exchange);

  About about_;
  std::function<std::string(std::string_view)> text_of_;
  std::map<std::string, RuleInfo> rules_;
  mutable std::mutex mutex_;
  std::map<std::string, Failure> failures_;  ///< by rule
  std::list<Trouble> troubles_;              ///< the latest first
};

}  // namespace conform::reports
