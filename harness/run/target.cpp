#include "harness/run/target.hpp"

#include <fmt/format.h>

#include "harness/http/url.hpp"

namespace conform {

Expected<Target, std::string> Target::parse(std::string_view text) {
  constexpr std::string_view placeholder = "{stream}";
  Target target;
  target.text_ = text;
  const auto at = text.find(placeholder);
  if (at == std::string_view::npos) {
    if (text.find_first_of("?#") != std::string_view::npos) {
      return unexpected(
          fmt::format("'{}' has a query: put {{stream}} where the stream's name belongs", text));
    }
    target.before_ = text;
    if (!target.before_.ends_with('/')) target.before_ += '/';
  } else {
    target.before_ = text.substr(0, at);
    target.after_ = text.substr(at + placeholder.size());
  }
  const auto url = http::parse_url(target.stream_url("x"));
  if (!url)
    return unexpected(at == std::string_view::npos ? http::parse_url(text).error() : url.error());
  return target;
}

std::string Target::stream_url(std::string_view name) const {
  return fmt::format("{}{}{}", before_, name, after_);
}

std::string Target::stream_path(std::string_view name) const {
  return http::parse_url(stream_url(name)).value().path;
}

std::string Target::name_below_root(std::string_view name) const {
  const auto url = stream_url(name).substr(root().size() + 1);
  return query().empty() ? url : url.substr(0, url.find('?'));
}

std::string Target::query() const {
  const auto mark = after_.find('?');
  return mark == std::string::npos || before_.find('?') != std::string::npos
             ? std::string()
             : after_.substr(mark + 1);
}

std::string Target::root() const {
  return before_.substr(0, before_.rfind('/'));
}

std::string Target::authority() const {
  return http::parse_url(stream_url("x")).value().authority();
}

std::string with_query(std::string url, std::string_view query) {
  if (query.empty()) return url;
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url.append(query);
}

}  // namespace conform
