#include "harness/run/hooks.hpp"

#include <utility>

#include "harness/http/url.hpp"

namespace conform {

Expected<std::string, std::string> Hooks::url() {
  if (!url_.empty()) return url_;
  auto opened =
      transport_.listen([this](IncomingRequest request) { dispatch(std::move(request)); });
  if (opened) url_ = *opened;
  return opened;
}

void Hooks::expect(const std::string& word,
                   std::function<void(const std::string&, IncomingRequest)> on_request) {
  listeners_[word] = std::move(on_request);
}

void Hooks::dispatch(IncomingRequest request) const {
  // The path is ".../<word>/<name>", below whatever path the receiver's own URL has.
  const std::string path(http::split_target(request.request.target).first);
  const auto last = path.rfind('/');
  const auto before =
      last == 0 || last == std::string::npos ? std::string::npos : path.rfind('/', last - 1);
  if (before != std::string::npos) {
    const auto found = listeners_.find(path.substr(before + 1, last - before - 1));
    if (found != listeners_.end()) {
      found->second(path.substr(last + 1), std::move(request));
      return;
    }
  }
  request.answer({.status = 404, .headers = {}, .body = {}});
}

}  // namespace conform
