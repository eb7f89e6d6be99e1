#include "harness/monitor/served_path.hpp"

#include <fmt/format.h>

namespace conform::monitor {
namespace {

constexpr std::string_view placeholder = "{stream}";

/// A request line may hold a whole URL (RFC 9112 3.2.2).
std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos || target.starts_with('/')) return target;
  const auto path = target.find('/', scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

}  // namespace

Expected<ServedPath, std::string> ServedPath::parse(const std::string& upstream) {
  auto url = http::parse_url(upstream);
  if (!url) return unexpected("--upstream: " + url.error());
  if (!url->query.empty()) return unexpected(std::string("--upstream: the URL has a query"));
  const auto authority = upstream.find("://") + 3;
  if (upstream.find('/', authority) == std::string::npos) {
    return unexpected(fmt::format(
        "--upstream: add the path below which the streams are, as in {}/v1/stream; {}/ if every "
        "URL of the server is a stream",
        upstream, upstream));
  }
  ServedPath served;
  served.server_ = *url;
  std::string path = url->path;
  if (const auto at = path.find(placeholder); at != std::string::npos) {
    served.before_ = path.substr(0, at);
    served.after_ = path.substr(at + placeholder.size());
  } else {
    if (!path.ends_with('/')) path += '/';
    served.before_ = path;
  }
  return served;
}

std::string ServedPath::origin() const {
  return fmt::format("{}://{}", server_.scheme, server_.authority());
}

std::string ServedPath::path() const {
  if (!after_.empty()) return before_ + std::string(placeholder) + after_;
  return before_.size() > 1 ? before_.substr(0, before_.size() - 1) : before_;
}

std::string ServedPath::stream_in(std::string_view target) const {
  const auto path = http::split_target(origin_form(target)).first;
  const bool fits = path.size() > before_.size() + after_.size() && path.starts_with(before_) &&
                    path.ends_with(after_);
  if (!fits) return {};
  return std::string(path.substr(before_.size(), path.size() - before_.size() - after_.size()));
}

std::string ServedPath::url_of(std::string_view target) const {
  return origin() + std::string(origin_form(target));
}

}  // namespace conform::monitor
