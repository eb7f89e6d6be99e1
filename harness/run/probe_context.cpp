#include "harness/run/probe_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace conform {

std::string ProbeContext::url(std::string_view name) const {
  return target_.stream_url(fmt::format("{}-{}", options_.word, name));
}

std::string ProbeContext::path(std::string_view name) const {
  return target_.stream_path(fmt::format("{}-{}", options_.word, name));
}

std::string ProbeContext::relative(std::string_view name) const {
  return target_.name_below_root(fmt::format("{}-{}", options_.word, name));
}

void ProbeContext::send(http::Request request, Then then) {
  client_.send({.request = std::move(request), .time_limit = options_.time_limit}, std::move(then));
}

void ProbeContext::send_live(http::Request request, Until until, Then then) {
  client_.send({.request = std::move(request),
                .time_limit = options_.time_limit,
                .until = until,
                .live = true},
               std::move(then));
}

void ProbeContext::send_waiting(http::Request request, Duration time_limit, Then then) {
  client_.send(
      {.request = std::move(request), .time_limit = time_limit, .live = true, .may_time_out = true},
      std::move(then));
}

void ProbeContext::create(const std::string& name, http::Headers headers, std::string body,
                          Then then) {
  if (!headers.contains("Content-Type")) headers.add("Content-Type", "text/plain");
  send({"PUT", url(name), std::move(headers), std::move(body)},
       [this, then = std::move(then)](const Exchange& exchange) {
         if (is_accepted(exchange)) {
           findings_.created.push_back(exchange.request.target);
           creations_.insert_or_assign(exchange.request.target, exchange);
         }
         then(exchange);
       });
}

void ProbeContext::append(const std::string& name, http::Headers headers, std::string body,
                          Then then) {
  if (!body.empty()) headers.add("Content-Type", "text/plain");
  send({"POST", url(name), std::move(headers), std::move(body)}, std::move(then));
}

bool ProbeContext::is_wanted(const std::string& capability) {
  const auto is_among = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), capability) != names.end();
  };
  if (is_among(options_.lacks)) {
    found(capability, Presence::absent, "listed in --lacks");
    return false;
  }
  if (is_among(options_.harmful)) {
    found(capability, Presence::unknown, "a request for it crashed the server");
    return false;
  }
  return true;
}

void ProbeContext::found(const std::string& capability, Presence presence, std::string how) {
  signs_.insert_or_assign(capability, Sign{presence, std::move(how)});
}

void ProbeContext::not_accepted(const std::string& capability, const Exchange& exchange,
                                const std::string& to) {
  signs_.insert_or_assign(capability, sign_of_refusal(exchange, to));
  const bool dropped = !exchange.answered() && (exchange.outcome == Outcome::no_connection ||
                                                exchange.outcome == Outcome::cut_short);
  if (dropped) findings_.dropped.push_back({capability, to, {exchange}});
}

void ProbeContext::ignored(const std::string& capability, std::string what,
                           std::vector<Exchange> exchanges) {
  found(capability, Presence::absent, what);
  findings_.ignored.push_back({capability, std::move(what), std::move(exchanges)});
}

std::deque<Exchange> ProbeContext::creation_of(const std::string& url) const {
  const auto created = creations_.find(url.substr(0, url.find('?')));
  return created == creations_.end() ? std::deque<Exchange>() : std::deque{created->second};
}

bool ProbeContext::has_sign_of(const std::string& capability) const {
  return signs_.contains(capability);
}

Sign ProbeContext::sign_of(const std::string& capability) const {
  const auto sign = signs_.find(capability);
  return sign == signs_.end() ? Sign{} : sign->second;
}

}  // namespace conform
