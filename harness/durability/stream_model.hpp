// What one stream must show after a restart: everything that was acknowledged, and perhaps what was
// under way when the server ended.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/durability/check.hpp"
#include "harness/durability/operation.hpp"
#include "harness/exchange/exchange.hpp"
#include "harness/http/instant.hpp"

namespace conform::durability {

/// Content that is sent or read: bytes as one unit, or each JSON message as one.
using Units = std::vector<std::string>;

/// An append that was sent.
struct Piece {
  Units units;
  bool closes = false;
};

/// The last accepted request of the producer.
struct ProducerState {
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;
  Piece piece;
};

/// A producer's request without a response.
struct OpenClaim {
  ProducerState state;
  bool is_stored = false;  ///< known once the content has been read after a restart
};

/// A creation without a response.
struct OpenCreation {
  Operation operation;
  Units units;
};

struct StreamModel {
  enum class State { absent, alive, deleted, soft_deleted, expired };

  std::string name;
  State state = State::absent;
  Content content = Content::text;
  Units units;  ///< what is known to be there, in order
  bool closed = false;
  std::optional<Check> disk_fault;  ///< there was a write while the disk was full or read-only
  bool tainted = false;             ///< a check of it has failed: nothing more is concluded
  unsigned lifetimes = 0;

  // Without a response when the server ended: there or not.
  std::optional<OpenCreation> creation;
  bool may_be_removed = false;
  bool may_be_closed = false;
  /// Appends that overlapped: in any order after `units`.
  std::vector<Piece> required;
  std::vector<Piece> optional;

  std::optional<unsigned> source;  ///< of a fork
  std::optional<ProducerState> producer;
  std::optional<OpenClaim> open_claim;
  std::optional<std::string> sequence;
  unsigned next_sequence = 0;

  Lifetime lifetime = Lifetime::endless;
  Instant used{};  ///< by the last request that renews a TTL
  Instant deadline{};

  /// Offsets that were handed out, with the content before them.
  std::map<std::string, Units> offsets;
  /// The last offsets, the latest at the end.
  std::vector<std::string> recent_offsets;
  /// Of reads of the whole stream, by ETag: in all lifetimes of the URL.
  std::map<std::string, Units> etags;

  /// By path: the acked offset, as the server last showed it; none without a subscription.
  std::optional<std::map<std::string, std::string>> cursors;

  std::optional<Exchange> acknowledged;  ///< the last write that the server acknowledged

  [[nodiscard]] bool is_uncertain() const {
    return creation || may_be_removed || may_be_closed || !required.empty() || !optional.empty();
  }
  /// A new stream of that name.
  void begin(const Operation& operation, Instant now);
};

/// As one string, to be compared and shown.
[[nodiscard]] std::string joined(const Units& units, Content content);
/// The units of a body; nullopt if it is not JSON although it should be.
[[nodiscard]] std::optional<Units> units_of(const std::string& body, Content content);
/// Whether both are the same content.
[[nodiscard]] bool equal(const Units& a, const Units& b, Content content);
[[nodiscard]] bool starts_with(const Units& whole, const Units& start, Content content);

/// How the content read after a restart differs from what may be there.
enum class Difference {
  none,
  lost,     ///< acknowledged content is missing
  changed,  ///< there is something else, or in another order, or twice
  half,     ///< part of an append that was not acknowledged
  open,     ///< an append that closes is there, and the stream is open
};

/// Compares, and takes over what is now known: what was uncertain is settled.
[[nodiscard]] Difference settle(StreamModel& stream, const Units& seen, bool closed);

}  // namespace conform::durability
