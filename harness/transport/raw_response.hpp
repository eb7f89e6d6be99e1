// Parses the response on a bare connection as its bytes come.
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

  /// `bodiless`: the first response is to a HEAD request and ends with its head. `skip`: so many
  /// responses come first and are not handed on.
  RawResponse(Bounds bounds, bool bodiless, unsigned skip, Handler handler);
  RawResponse(const RawResponse&) = delete;
  RawResponse& operator=(const RawResponse&) = delete;
  ~RawResponse();

  /// Takes more bytes; gives the ending once they complete the response or break it.
  std::optional<Ending> take(std::string_view bytes);
  /// The connection is closed; by a reset, no body without a length is whole.
  [[nodiscard]] Ending close(bool by_reset);

  /// What came behind the response.
  [[nodiscard]] std::string_view rest() const { return unparsed_; }

  [[nodiscard]] Progress progress() const { return progress_; }
  [[nodiscard]] std::string http_version() const;

 private:
  class Parser;

  void start_response();
  void start_next();
  std::optional<Ending> parse();

  Bounds bounds_;
  bool bodiless_;
  unsigned skip_;
  Handler handler_;
  Handler nobody_;
  Progress progress_;
  std::unique_ptr<Parser> parser_;
  std::string unparsed_;
};

}  // namespace conform
