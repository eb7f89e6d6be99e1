#include "harness/transport/curl_ending.hpp"

#include <fmt/format.h>

#include <system_error>

namespace conform {
namespace {

std::string detail_of(const CurlResult& result) {
  return std::string(result.detail.empty() ? curl_easy_strerror(result.code) : result.detail);
}

/// libcurl reports success even if the connection ends within the head.
Ending without_error(const CurlResult& result) {
  if (result.progress.head_complete) return {};
  return {Outcome::cut_short, "the connection ended in the head of the response"};
}

Ending cannot_connect(const CurlResult& result) {
  if (result.system_error == 0) return {Outcome::no_connection, detail_of(result)};
  const std::error_code error(static_cast<int>(result.system_error), std::generic_category());
  return {Outcome::no_connection, fmt::format("no connection to the server: {}", error.message())};
}

Ending connection_lost(const CurlResult& result) {
  if (!result.progress.any_byte) {
    return {Outcome::no_connection,
            fmt::format("the connection was lost before the response ({})", detail_of(result))};
  }
  if (!result.progress.head_complete) {
    return {Outcome::cut_short,
            fmt::format("the connection was lost within the head of the response ({})",
                        detail_of(result))};
  }
  return {Outcome::cut_short,
          fmt::format("the connection was lost after {} of the body ({})",
                      bytes_in_words(result.progress.body_bytes), detail_of(result))};
}

Ending body_cut(const CurlResult& result) {
  return {Outcome::cut_short,
          fmt::format("the connection was closed before the end of the body, after {} ({})",
                      bytes_in_words(result.progress.body_bytes), detail_of(result))};
}

Ending not_http(const CurlResult& result) {
  return {Outcome::not_http, fmt::format("the response is not HTTP ({})", detail_of(result))};
}

/// CURLE_RECV_ERROR means a lost connection or a malformed chunk.
Ending receive_error(const CurlResult& result) {
  if (result.detail.find("chunked-encoding") == std::string_view::npos) {
    return connection_lost(result);
  }
  if (result.detail.find("Out of memory") != std::string_view::npos) {
    return {Outcome::too_large, "a trailer of the response is too large for libcurl"};
  }
  return {Outcome::not_http,
          fmt::format("the chunks of the body are malformed ({})", detail_of(result))};
}

/// libcurl reports a header line beyond its own limit as CURLE_OUT_OF_MEMORY.
Ending out_of_memory(const CurlResult& result) {
  if (result.progress.head_complete) return {Outcome::too_large, detail_of(result)};
  return {Outcome::too_large, "the head of the response is too large for libcurl"};
}

}  // namespace

Ending ending_of(const CurlResult& result) {
  switch (result.code) {
    case CURLE_OK:
      return without_error(result);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return cannot_connect(result);
    case CURLE_OPERATION_TIMEDOUT:
      return {Outcome::no_connection,
              fmt::format("no connection to the server in {}", in_words(result.connect_limit))};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
      return {Outcome::no_connection, fmt::format("TLS failed: {}", detail_of(result))};
    case CURLE_GOT_NOTHING:
      return {Outcome::no_connection, "the server closed the connection without a response"};
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return connection_lost(result);
    case CURLE_RECV_ERROR:
      return receive_error(result);
    case CURLE_PARTIAL_FILE:
      return body_cut(result);
    case CURLE_BAD_CONTENT_ENCODING:
      return {Outcome::not_http,
              fmt::format("the body does not match Content-Encoding ({})", detail_of(result))};
    case CURLE_FILESIZE_EXCEEDED:
      return {Outcome::too_large, "the response announces a Content-Length of 2^63 bytes or more"};
    case CURLE_OUT_OF_MEMORY:
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
      return out_of_memory(result);
    default:
      return not_http(result);
  }
}

}  // namespace conform
