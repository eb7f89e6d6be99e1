// The order of events at one stream URL: requests under way, and when writes ended.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/logical_time.hpp"
#include "harness/judge/parsed_request.hpp"

namespace conform {

class Timeline {
 public:
  /// Other appends while an exchange was under way.
  enum class Overlap {
    none,
    ended,      ///< one ended since it was sent, and none is under way
    under_way,  ///< one is still under way
  };

  /// A request is about to be sent.
  void sent(const Exchange& exchange, const ParsedRequest& request, LogicalTime now);
  /// An exchange has ended: removes it from those under way. Returns when it was sent, 0 if it was
  /// not announced.
  LogicalTime ended(const Exchange& exchange, const ParsedRequest& request);
  /// What it did has been learned; from now on it counts as a past write.
  void note_end(Method method, LogicalTime now);

  /// A PUT or DELETE had no response, or writes went unseen: nothing more is concluded.
  void mark_unknown() { is_unknown_ = true; }
  [[nodiscard]] bool is_unknown() const { return is_unknown_; }
  [[nodiscard]] bool is_idle() const { return under_way_.empty(); }

  [[nodiscard]] bool is_lifetime_change_under_way() const {
    return any_under_way(Kind::lifetime_change);
  }
  /// Another PUT or DELETE was under way at the same time as this one, sent at `sent`.
  [[nodiscard]] bool is_contested(LogicalTime sent) const;
  [[nodiscard]] bool is_append_under_way() const { return any_under_way(Kind::append); }
  /// A POST ended since then.
  [[nodiscard]] bool appended_since(LogicalTime when) const { return last_append_end_ >= when; }
  [[nodiscard]] Overlap other_appends(LogicalTime sent) const;
  /// A request that overlaps one sent then could have closed the stream, or still may.
  [[nodiscard]] bool may_have_closed(LogicalTime sent) const;
  /// This URL has been read or sent HEAD only once so far.
  [[nodiscard]] bool is_requested_once(std::string_view target) const;

 private:
  enum class Kind { lifetime_change, append, other };
  struct UnderWay {
    Instant at;
    Method method;
    std::string target;
    Kind kind;
    bool may_close;
    LogicalTime tick;
  };

  static Kind kind_of(Method method);
  [[nodiscard]] bool any_under_way(Kind kind) const;
  void count_url(const std::string& target);

  std::vector<UnderWay> under_way_;
  std::map<std::string, std::size_t, std::less<>> urls_;  ///< how often each was requested
  LogicalTime last_lifetime_change_ = 0;                  ///< when the last PUT or DELETE ended
  LogicalTime last_append_end_ = 0;                       ///< when the last POST ended
  bool is_unknown_ = false;
};

}  // namespace conform
