// The part of the probe about what changes streams: appends, closing, lifetimes, producers, forks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/run/probe_context.hpp"

namespace conform {

class WriteProbe {
 public:
  /// `stream` contains `content`, and nothing is appended to it.
  WriteProbe(ProbeContext& context, std::string stream, std::string content)
      : context_(context), stream_(std::move(stream)), content_(std::move(content)) {}

  void begin();

 private:
  /// For a header that limits a stream's lifetime.
  struct Life {
    std::string capability;
    std::string header;
    std::string value;
    std::string other;  ///< another valid value
    std::string malformed;
    std::string ended;  ///< one with which the stream soon expires
    Duration until_expired{};
  };

  void append();
  void stream_seq();
  void remove();
  void close();
  void close_with_content(const Exchange& refusal);
  void check_closed(const std::string& name, const Exchange& closing);
  void check_append_after(const Exchange& closing, const Exchange& head);
  void json();
  void life(const Life& life);
  void check_life(const std::shared_ptr<Life>& life);
  void try_malformed(const std::shared_ptr<Life>& life);
  void try_ended(const std::shared_ptr<Life>& life);
  void producers();
  void check_repeat(const Exchange& first, const Exchange& repeat);
  void forks();
  void check_fork(const Exchange& forked);
  void fork_of_missing(const Exchange& forked, const Exchange& read);
  void sub_offset(const std::string& tail_before);
  void check_part(const Exchange& made);
  void overshoot(const std::vector<Exchange>& without_effect);

  ProbeContext& context_;
  std::string stream_;
  std::string content_;
};

}  // namespace conform
