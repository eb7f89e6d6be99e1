// What the clients of a stream have been given by the server, and what they have sent to it: the
// facts that the rules for clients rely on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/parsed_request.hpp"

namespace conform {

/// One epoch of a producer (section 5.2.1).
struct ProducerEpoch {
  struct Accepted {
    std::size_t digest = 0;   ///< of the body
    std::uint64_t order = 0;  ///< when its response had ended
  };

  std::uint64_t next = 0;  ///< all numbers below have been sent
  /// Larger numbers that have been sent, with the exchange that did so first.
  std::map<std::uint64_t, std::uint64_t> ahead;
  std::map<std::uint64_t, Accepted> accepted;  ///< the latest

  void note_sent(std::uint64_t seq, std::uint64_t exchange);
};

/// The latest read of one reader.
struct LatestRead {
  std::uint64_t exchange = 0;  ///< its number; 0 if there was none
  std::uint64_t began = 0;     ///< when it was sent, as GivenOffset counts
  ReadMode mode = ReadMode::none;
  std::string offset;
  bool under_way = false;
  bool whole = false;                 ///< it was answered with 200 or 204, to the end
  bool closed = false;                ///< the answer signalled closure
  std::optional<std::string> next;    ///< the last offset that it gave
  std::optional<std::string> cursor;  ///< the last cursor that it gave
};

/// Requests of one reader have the same query, but for the protocol's parameters.
struct StreamReader {
  LatestRead read;
  bool has_parallel_reads = false;  ///< two reads were under way at the same time
};

/// When an offset was given last, and by which exchange.
struct GivenOffset {
  std::uint64_t exchange = 0;
  std::uint64_t at = 0;
  std::uint64_t at_by_other = 0;  ///< when another exchange gave it last

  void note(std::uint64_t by, std::uint64_t now);
  /// Whether another exchange than this one has given it since.
  [[nodiscard]] bool was_given_since(std::uint64_t then, std::uint64_t but_by) const;
};

/// The server asked to wait before the next request (RFC 9110 10.2.3).
struct Pause {
  Instant asked;
  std::chrono::seconds time{};
};

/// A Stream-Seq that was accepted.
struct AcceptedSeq {
  std::string value;
  std::size_t digest = 0;   ///< of the body
  std::uint64_t order = 0;  ///< when its response had ended
};

struct ClientStream {
  bool is_complete = true;  ///< nothing that was given or sent has been forgotten
  bool is_fork = false;
  bool was_deleted = false;
  std::optional<std::string> type;                          ///< its media type, once shown
  std::map<std::string, GivenOffset, std::less<>> offsets;  ///< that the server gave
  std::map<std::string, std::set<std::string>> tags;        ///< ETags that it gave, by read
  std::map<std::pair<std::string, std::uint64_t>, ProducerEpoch> producers;  ///< by id and epoch
  std::optional<AcceptedSeq> greatest_seq;
  std::map<std::string, StreamReader, std::less<>> readers;  ///< the latest, by reader_key
  bool are_readers_known = true;
  std::map<std::string, Pause> pauses;  ///< the latest that the server asked for, by method

  /// A request is sent.
  void note_sent(const Exchange& exchange, const ParsedRequest& request);
  /// The head of its response has arrived.
  void note_head(const Exchange& exchange, const ParsedRequest& request, const http::Response& head,
                 Instant now);
  /// An event of its response has arrived.
  void note_event(const Exchange& exchange, const http::SseEvent& event);
  /// It has ended.
  void note_end(const Exchange& exchange, const ParsedRequest& request, bool body_is_partial);

 private:
  void give_offset(std::string offset, std::uint64_t exchange);
  [[nodiscard]] LatestRead* read_of(const Exchange& exchange);
  void begin_read(const Exchange& exchange, const ParsedRequest& request);
  void note_accepted(const Exchange& exchange, const ParsedRequest& request);

  std::uint64_t now_ = 0;  ///< counts requests and given offsets
};

/// Identifies a read among those that ETags are given for: all of the URL but its cursor.
[[nodiscard]] std::string read_key(std::string_view target);

/// Identifies a reader among those of a stream: the query without what the protocol defines.
[[nodiscard]] std::string reader_key(std::string_view target);

/// A hash of a request's body; of JSON, its value.
[[nodiscard]] std::size_t body_digest(const http::Request& request);

}  // namespace conform
