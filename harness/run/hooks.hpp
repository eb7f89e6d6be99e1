// The harness's webhook receiver, shared by all scenarios of a run; requests are assigned by their
// path.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "harness/http/expected.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Hooks {
 public:
  explicit Hooks(Transport& transport) : transport_(transport) {}

  /// Opens the receiver when it is first needed. Returns the URL below which each attempt has its
  /// own path.
  Expected<std::string, std::string> url();

  /// Requests to url()/`word`/NAME go to `on_request(NAME, request)` until `forget(word)`.
  void expect(const std::string& word,
              std::function<void(const std::string& name, IncomingRequest)> on_request);
  void forget(const std::string& word) { listeners_.erase(word); }

 private:
  void dispatch(IncomingRequest request) const;

  Transport& transport_;
  std::string url_;
  std::map<std::string, std::function<void(const std::string&, IncomingRequest)>, std::less<>>
      listeners_;
};

}  // namespace conform
