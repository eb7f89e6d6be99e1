#include "harness/judge/stream_book.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/http/message.hpp"
#include "harness/http/url.hpp"

namespace conform {
namespace {

constexpr std::size_t max_wake_streams = 1 << 16;

/// The last segment of a path: the name that scenarios give to a stream.
std::string_view name_in(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

/// A text as it stands and with its escapes undone.
class Spelled {
 public:
  explicit Spelled(std::string_view text) : text_(text) {
    if (text.find('%') != std::string_view::npos) decoded_ = http::percent_decode(text);
  }

  /// Whether the stream of that name occurs in it.
  [[nodiscard]] bool mentions(const Spelled& name) const {
    return text_.find(name.text_) != std::string_view::npos ||
           decoded().find(name.decoded()) != std::string_view::npos;
  }

 private:
  [[nodiscard]] std::string_view decoded() const { return decoded_ ? *decoded_ : text_; }

  std::string_view text_;
  std::optional<std::string> decoded_;  ///< where it differs
};

/// Dots, doubled and trailing slashes and what hides them: some servers resolve them, some do not.
bool has_ambiguous_path(std::string_view target) {
  const auto whole = http::split_target(target).first;
  const auto authority = whole.find("://");
  const auto path = authority == std::string_view::npos ? whole : whole.substr(authority + 3);
  const std::string spelled = http::percent_decode(path) + "/";
  constexpr auto signs = std::to_array<std::string_view>({"//", "/./", "/../", "\\", ";"});
  const bool escaped_slash = http::to_lower(path).find("%2f") != std::string::npos;
  return escaped_slash || std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
           return spelled.find(sign) != std::string::npos;
         });
}

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

/// What a retention hook takes (R16): the stream then begins later than it did.
bool drops_old_data(const http::Request& request) {
  return request.method == "POST" && request.body.find("\"path\"") != std::string::npos &&
         request.body.find("\"before\"") != std::string::npos;
}

}  // namespace

StreamHistory& StreamBook::of(std::string_view url) {
  std::string key = stream_key(url);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front().history;
  }
  if (entries_.size() >= max_streams_) forget_one();
  entries_.push_front({key, {}});
  if (is_wake_stream(key)) entries_.front().history.doubt();
  by_key_.emplace(std::move(key), entries_.begin());
  return entries_.front().history;
}

const StreamHistory* StreamBook::find(std::string_view url) const {
  const auto found = by_key_.find(stream_key(url));
  return found == by_key_.end() ? nullptr : &found->second->history;
}

bool StreamBook::is_wake_stream(std::string_view key) const {
  return any_may_be_wake_stream_ || wake_streams_.contains(http::percent_decode(name_in(key)));
}

void StreamBook::note_wake_stream(const http::Request& request) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  const auto named = body.is_object() ? body.value("wake_stream", nlohmann::json()) : body;
  if (!named.is_string()) return;
  if (wake_streams_.size() < max_wake_streams) {
    wake_streams_.insert(http::percent_decode(name_in(named.get_ref<const std::string&>())));
  } else {
    any_may_be_wake_stream_ = true;
  }
}

void StreamBook::heed(const http::Request& request) {
  if (only_reads(request.method)) return;
  const bool is_wake = names_wake_stream(request);
  const bool drops = drops_old_data(request);
  const bool is_told_whole = is_write(request.method) && !has_query(request.target) &&
                             !has_ambiguous_path(request.target) && !is_wake && !drops;
  if (is_told_whole) return;
  const Spelled target(request.target);
  const Spelled body(request.body);
  for (auto& [key, history] : entries_) {
    const Spelled name(name_in(key));
    const bool may_stand_on_dropped = drops && history.is_fork();
    if (target.mentions(name) || body.mentions(name) || may_stand_on_dropped) history.doubt();
  }
  if (is_wake) note_wake_stream(request);
}

void StreamBook::forget_one() {
  const auto idle = std::find_if(entries_.rbegin(), entries_.rend(),
                                 [](const Entry& entry) { return entry.history.is_idle(); });
  if (idle == entries_.rend()) return;
  by_key_.erase(idle->key);
  entries_.erase(std::prev(idle.base()));
}

std::string on_same_server(std::string_view url, std::string_view path) {
  const auto scheme = url.find("://");
  const auto authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  return std::string(url.substr(0, url.find('/', authority))).append(path);
}

std::string stream_key(std::string_view url) {
  const auto path = http::split_target(url.substr(0, url.find('#'))).first;
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
