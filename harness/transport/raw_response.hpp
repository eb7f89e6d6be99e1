// Parses the response on a raw connection as its bytes arrive.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/http/message.hpp"
#include "harness/transport/ending.hpp"

namespace conform {

class RawResponse {
 public:
  struct Bounds {
    std::size_t head_bytes = 0;
    std::size_t body_bytes = 0;
  };
  struct Handler {
    std::function<void(int status, http::Headers headers)> on_head;
    std::function<void(std::string_view bytes)> on_bytes;
  };

  /// `bodiless`: the first response answers a HEAD request and ends with its head. `skip`: this
  /// many responses come first and are not passed on.
  RawResponse(Bounds bounds, bool bodiless, unsigned skip, Handler handler);
  RawResponse(const RawResponse&) = delete;
  RawResponse& operator=(const RawResponse&) = delete;
  ~RawResponse();

  /// Takes more bytes. Returns how the response ended if they complete it or make it invalid.
  std::optional<Ending> take(std::string_view bytes);
  /// The connection was closed; after a reset, a body without a length counts as incomplete.
  [[nodiscard]] Ending close(bool by_reset);

  /// The bytes that followed the response.
  [[nodiscard]] std::string_view rest() const { return unparsed_; }

  /// The last response that was read is of a kind that has no body: to HEAD, 204 or 304.
  [[nodiscard]] bool has_no_body() const;

  [[nodiscard]] Progress progress() const { return progress_; }
  [[nodiscard]] std::string http_version() const;

 private:
  class Parser;

  void start_response();
  void start_next();
  std::optional<Ending> take_slice(std::string_view bytes);
  std::optional<Ending> parse();
  [[nodiscard]] std::optional<Ending> error_in_head() const;
  [[nodiscard]] bool has_too_little_body() const;

  Bounds bounds_;
  bool bodiless_;
  unsigned skip_;
  Handler handler_;
  Handler no_handler_;
  Progress progress_;
  std::size_t all_bytes_ = 0;       ///< of all responses
  std::size_t received_bytes_ = 0;  ///< of this response, its framing included
  std::unique_ptr<Parser> parser_;
  std::string unparsed_;
};

}  // namespace conform
