// The variables of one attempt at a scenario: its streams, captured values, and those of its case.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/http/instant.hpp"
#include "harness/run/target.hpp"
#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

class Variables {
 public:
  /// `word` is the prefix of the attempt's stream names.
  Variables(const Target& target, const Scenario& scenario, std::string word);

  void set(const std::string& name, std::string value);
  void set_hook(std::string url) { hook_url_ = std::move(url); }
  /// `{n}` of the request being built.
  void set_count(std::uint64_t n) { set("n", std::to_string(n)); }

  /// The text with its variables filled in. The loader has ensured that they exist.
  [[nodiscard]] std::string fill(const Template& text, Instant now) const;
  /// For a URL: values in its query are percent-encoded.
  [[nodiscard]] std::string fill_target(const Template& text, Instant now) const;

  /// The name of the attempt's stream that a URL addresses; empty if it is not one of them.
  [[nodiscard]] std::string stream_of(std::string_view url) const;
  [[nodiscard]] std::string stream_url(const std::string& name) const;
  [[nodiscard]] bool is_hook(std::string_view url) const {
    return !hook_url_.empty() && url.starts_with(hook_url_);
  }

 private:
  [[nodiscard]] std::optional<std::string> look_up(std::string_view variable, Instant now) const;
  [[nodiscard]] std::optional<std::string> look_up_own(std::string_view variable,
                                                       Instant now) const;
  [[nodiscard]] std::string stream_name(std::string_view name) const;

  const Target& target_;
  const Scenario& scenario_;
  std::string word_;
  std::string hook_url_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace conform
