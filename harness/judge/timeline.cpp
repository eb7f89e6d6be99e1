#include "harness/judge/timeline.hpp"

#include <algorithm>
#include <iterator>

namespace conform {
namespace {

constexpr std::size_t max_urls = 1 << 12;
constexpr std::size_t max_under_way = 1 << 12;

}  // namespace

Timeline::Kind Timeline::kind_of(Method method) {
  switch (method) {
    case Method::put:
    case Method::del:
      return Kind::lifetime_change;
    case Method::post:
      return Kind::append;
    case Method::get:
    case Method::head:
    case Method::other:
      return Kind::other;
  }
  return Kind::other;
}

void Timeline::sent(const Exchange& exchange, const ParsedRequest& request, LogicalTime now) {
  if (under_way_.size() >= max_under_way) is_unknown_ = true;
  if (is_unknown_) return;
  const auto& target = exchange.request.target;
  if (request.method == Method::get || request.method == Method::head) count_url(target);
  under_way_.push_back(
      {exchange.sent, request.method, target, kind_of(request.method), request.may_close, now});
}

LogicalTime Timeline::ended(const Exchange& exchange, const ParsedRequest& request) {
  const auto same = [&](const UnderWay& one) {
    return one.at == exchange.sent && one.method == request.method &&
           one.target == exchange.request.target && one.may_close == request.may_close;
  };
  const auto first = std::find_if(under_way_.begin(), under_way_.end(), same);
  if (first == under_way_.end()) {
    if (kind_of(request.method) != Kind::other) is_unknown_ = true;
    return 0;
  }
  // Of indistinguishable requests, each counts as the one sent first.
  const LogicalTime tick = first->tick;
  const auto last = std::find_if(under_way_.rbegin(), under_way_.rend(), same);
  under_way_.erase(std::prev(last.base()));
  return tick;
}

void Timeline::note_end(Method method, LogicalTime now) {
  const Kind kind = kind_of(method);
  if (kind == Kind::lifetime_change) last_lifetime_change_ = now;
  if (kind == Kind::append) last_append_end_ = now;
}

bool Timeline::any_under_way(Kind kind) const {
  return std::any_of(under_way_.begin(), under_way_.end(),
                     [&](const UnderWay& one) { return one.kind == kind; });
}

bool Timeline::is_contested(LogicalTime sent) const {
  return last_lifetime_change_ > sent || is_lifetime_change_under_way();
}

Timeline::Overlap Timeline::other_appends(LogicalTime sent) const {
  if (is_append_under_way()) return Overlap::under_way;
  return appended_since(sent) ? Overlap::ended : Overlap::none;
}

bool Timeline::may_have_closed(LogicalTime sent) const {
  return appended_since(sent) || std::any_of(under_way_.begin(), under_way_.end(),
                                             [](const UnderWay& one) { return one.may_close; });
}

bool Timeline::is_requested_once(std::string_view target) const {
  const auto request = urls_.find(target);
  return request != urls_.end() && request->second == 1;
}

void Timeline::count_url(const std::string& target) {
  if (const auto known = urls_.find(target); known != urls_.end()) {
    ++known->second;
  } else if (urls_.size() < max_urls) {
    urls_.emplace(target, 1);
  }
}

}  // namespace conform
