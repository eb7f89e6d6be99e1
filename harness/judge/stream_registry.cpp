#include "harness/judge/stream_registry.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/http/message.hpp"
#include "harness/http/url.hpp"

namespace conform {
namespace {

constexpr std::size_t max_wake_streams = 1 << 16;

/// The last segment of a path: the name that scenarios give the stream.
std::string_view name_in(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

/// A text that is searched for many names. Names differ at their ends, so that the suffixes in the
/// text quickly rule out most names.
class Searched {
 public:
  explicit Searched(std::string text) : text_(std::move(text)) {
    for (std::size_t i = 0; i + end_bytes <= text_.size(); ++i) {
      ends_.set(place_of(std::string_view(text_).substr(i, end_bytes)));
    }
  }

  [[nodiscard]] bool holds(std::string_view name) const {
    const bool may_hold =
        name.size() < end_bytes || ends_.test(place_of(name.substr(name.size() - end_bytes)));
    return may_hold && text_.find(name) != std::string::npos;
  }

 private:
  static constexpr std::size_t end_bytes = 8;
  static constexpr std::size_t places = std::size_t{1} << 14U;

  static std::size_t place_of(std::string_view end) {
    std::uint64_t number = 0;
    std::memcpy(&number, end.data(), end_bytes);
    // The golden ratio, as in Fibonacci hashing.
    constexpr std::uint64_t scatter = 0x9E3779B97F4A7C15;
    return number * scatter >> 50U;
  }

  std::string text_;
  std::bitset<places> ends_;
};

bool has_query(std::string_view target) {
  return target.find('?') != std::string_view::npos;
}

bool only_reads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool is_write(std::string_view method) {
  return method == "PUT" || method == "POST" || method == "DELETE";
}

bool names_wake_stream(const http::Request& request) {
  return request.target.find("/__ds/") != std::string::npos &&
         request.body.find("wake_stream") != std::string::npos;
}

/// The request of a retention hook (R16), which moves the start of the stream.
bool drops_old_data(const http::Request& request) {
  return request.method == "POST" && request.body.find("\"path\"") != std::string::npos &&
         request.body.find("\"before\"") != std::string::npos;
}

}  // namespace

StreamRegistry::Entry::Entry(std::string its_key)
    : key(std::move(its_key)), name(name_in(key)), decoded_name(http::percent_decode(name)) {}

/// Whoever got the last one may have changed it.
void StreamRegistry::weigh_last() {
  if (entries_.empty()) return;
  auto& last = entries_.front();
  weight_ -= last.weight;
  last.weight = last.history.weight();
  weight_ += last.weight;
  while (weight_ > max_weight_ && entries_.size() > 1 && forget_one()) {
  }
}

StreamHistory& StreamRegistry::of(std::string_view url) {
  weigh_last();
  std::string key = stream_key(url);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front().history;
  }
  if (entries_.size() >= max_streams_) forget_one();
  entries_.emplace_front(key);
  if (all_unknown_ || is_wake_stream(entries_.front())) entries_.front().history.mark_unknown();
  by_key_.emplace(std::move(key), entries_.begin());
  return entries_.front().history;
}

const StreamHistory* StreamRegistry::find(std::string_view url) const {
  const auto found = by_key_.find(stream_key(url));
  return found == by_key_.end() ? nullptr : &found->second->history;
}

bool StreamRegistry::is_wake_stream(const Entry& entry) const {
  return any_may_be_wake_stream_ || wake_streams_.contains(entry.decoded_name);
}

void StreamRegistry::note_wake_stream(const http::Request& request) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  const auto named = body.is_object() ? body.value("wake_stream", nlohmann::json()) : body;
  if (!named.is_string()) return;
  if (wake_streams_.size() < max_wake_streams) {
    wake_streams_.insert(http::percent_decode(name_in(named.get_ref<const std::string&>())));
  } else {
    any_may_be_wake_stream_ = true;
  }
}

void StreamRegistry::note_unseen_writes(const http::Request& request) {
  if (only_reads(request.method)) return;
  const bool is_wake = names_wake_stream(request);
  const bool drops = drops_old_data(request);
  const bool is_fully_seen = is_write(request.method) && !has_query(request.target) &&
                             !has_ambiguous_path(request.target) && !is_wake && !drops;
  if (is_fully_seen) return;
  const std::string text = request.target + "\n" + request.body;
  const Searched as_written(text);
  const Searched decoded(http::percent_decode(text));
  for (auto& entry : entries_) {
    const bool may_stand_on_dropped = drops && entry.history.is_fork();
    if (may_stand_on_dropped || as_written.holds(entry.name) || decoded.holds(entry.decoded_name)) {
      entry.history.mark_unknown();
    }
  }
  if (is_wake) note_wake_stream(request);
}

void StreamRegistry::mark_all_unknown() {
  all_unknown_ = true;
  for (auto& entry : entries_) entry.history.mark_unknown();
}

void StreamRegistry::clear() {
  by_key_.clear();
  entries_.clear();
  weight_ = 0;
  wake_streams_.clear();
  any_may_be_wake_stream_ = false;
}

bool StreamRegistry::forget_one() {
  const auto idle = std::find_if(entries_.rbegin(), entries_.rend(),
                                 [](const Entry& entry) { return entry.history.is_idle(); });
  if (idle == entries_.rend()) return false;
  weight_ -= idle->weight;
  by_key_.erase(idle->key);
  entries_.erase(std::prev(idle.base()));
  return true;
}

std::string on_same_server(std::string_view url, std::string_view path) {
  const auto scheme = url.find("://");
  const auto authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  return std::string(url.substr(0, url.find('/', authority))).append(path);
}

bool has_ambiguous_path(std::string_view target) {
  const auto whole = http::split_target(target).first;
  const auto authority = whole.find("://");
  const auto path = authority == std::string_view::npos ? whole : whole.substr(authority + 3);
  const std::string spelled = http::percent_decode(path) + "/";
  constexpr auto signs = std::to_array<std::string_view>({"//", "/./", "/../", "\\", ";"});
  const bool escaped_slash = path.find('%') != std::string_view::npos &&
                             http::to_lower(path).find("%2f") != std::string::npos;
  return escaped_slash || std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
           return spelled.find(sign) != std::string::npos;
         });
}

std::string stream_key(std::string_view url) {
  const auto path = http::split_target(url.substr(0, url.find('#'))).first;
  if (path.find('%') == std::string_view::npos) return std::string(path);
  std::string key;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto triplet = path.substr(i, 3);
    const std::string decoded = http::percent_decode(triplet);
    const bool is_escape = triplet.size() == 3 && decoded.size() == 1;
    if (is_escape) {
      key += http::percent_encode(decoded);
      i += 2;
    } else {
      key.push_back(path[i]);
    }
  }
  return key;
}

}  // namespace conform
