// One step of a history: a request, or a stop and a new start of the server. A history is valid
// whichever of its operations are left out, so that it can be made smaller.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conform::durability {

enum class Content { text, binary, json };

/// How an append is identified (5.2, 5.2.1).
enum class Writer {
  plain,
  producer,   ///< the next sequence number of the stream's producer
  new_epoch,  ///< its next epoch
  sequence,   ///< the next Stream-Seq
};

enum class Lifetime {
  endless,
  long_ttl,   ///< an hour
  short_ttl,  ///< a second
  deadline,   ///< two seconds from now, as Stream-Expires-At
};

enum class Signal {
  term,
  kill,
  power,  ///< as a loss of power: SIGKILL, and writes to files that were not synced are undone
};

/// Within it a server is killed while it starts.
inline constexpr std::chrono::milliseconds longest_start_delay{250};

struct Operation {
  enum class Kind {
    create,
    append,
    close,
    remove,
    fork,            ///< creates `stream` from `source`, at its tail or at an earlier position
    read,            ///< the whole stream, and with earlier ETags
    subscribe,       ///< a pull-wake subscription to the stream
    acknowledge,     ///< claims the subscription of the stream and acks everything
    pause,           ///< until the streams with a short lifetime have expired
    fill_disk,       ///< from now on, the server cannot write to files
    free_disk,       ///< it can again
    protect_disk,    ///< from now on, the disk is read-only
    unprotect_disk,  ///< it is no longer
    stop,            ///< ends the server, with `load` under way, and starts it again
  };

  Kind kind = Kind::read;
  unsigned stream = 0;
  unsigned source = 0;
  Content content = Content::text;
  Writer writer = Writer::plain;
  Lifetime lifetime = Lifetime::endless;
  bool closes = false;      ///< an append that closes, or a stream created closed
  unsigned bytes = 0;       ///< about the size of the body; 0 for none
  bool early = false;       ///< a fork from an earlier position
  bool holds_body = false;  ///< under load: half of the body is never sent
  Signal signal = Signal::term;
  /// After a loss of power, which of the writes that were not synced stay, the last of each file in
  /// part; 0 for none.
  unsigned torn_by = 0;
  unsigned delay_ms = 0;        ///< from the start of the load to the signal
  unsigned kills_at_start = 0;  ///< SIGKILL this often while it starts, before it may do so
  /// From such a start to the SIGKILL; longer in proportion if the server takes longer to start
  /// than `longest_start_delay`.
  unsigned start_delay_ms = 0;
  std::vector<Operation> load{};
};

using History = std::vector<Operation>;

/// The media type of streams with this content.
[[nodiscard]] std::string_view media_type(Content content);
[[nodiscard]] std::string_view to_string(Signal signal);

/// The name of a stream in its URL.
[[nodiscard]] std::string stream_name(unsigned number);

}  // namespace conform::durability
