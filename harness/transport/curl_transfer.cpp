#include "harness/transport/curl_transfer.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>

#include "harness/transport/curl_ending.hpp"
#include "harness/transport/limits.hpp"
#include "harness/transport/own_lack.hpp"

namespace conform {
namespace {

/// Methods that change nothing on the server (RFC 9110 9.2.1).
bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

/// Methods whose empty body is sent as Content-Length: 0 (RFC 9110 8.6).
bool expects_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool asks_to_close(const http::Request& request) {
  return http::equals_ignoring_case(request.headers.find("Connection").value_or(""), "close");
}

/// Before 8.0, libcurl cannot reuse an HTTP/2 connection without TLS (curl/curl#10634).
bool can_reuse_plain_http2() {
  return curl_version_info(CURLVERSION_NOW)->version_num >= 0x080000;
}

}  // namespace

CurlTransfer::CurlTransfer(TransmissionId id, Transmission transmission,
                           TransmissionHandler handler, const CurlContext& context)
    : id_(id),
      transmission_(std::move(transmission)),
      handler_(std::move(handler)),
      context_(context),
      easy_(context.pool.take()) {
  set_connection();
  set_request();
  set_callbacks();
  context_.loop.add(easy_.get());
}

CurlTransfer::~CurlTransfer() {
  context_.loop.remove(easy_.get());
  context_.pool.put_back(std::move(easy_));
}

CurlTransfer& CurlTransfer::of(CURL* easy) {
  CurlTransfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return *transfer;
}

void CurlTransfer::set_connection() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  auto* easy = easy_.get();
  const auto& options = context_.options;
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_TCP_NODELAY, 1L);
  // Not even a proxy from the environment: nothing may come between us and the server under test.
  set_option(easy, CURLOPT_PROXY, "");
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS,
             static_cast<long>(duration_cast<milliseconds>(options.connect_limit).count()));
  set_option(easy, CURLOPT_MAXAGE_CONN, static_cast<long>(limits::idle_connection.count()));
  const auto http_version = wanted_http_version();
  set_option(easy, CURLOPT_HTTP_VERSION, http_version);
  if (transmission_.small_window) {
    set_option(easy, CURLOPT_SOCKOPTFUNCTION, &CurlTransfer::on_new_socket);
  }
  if (transmission_.new_connection || transmission_.small_window ||
      (http_version == CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE && !can_reuse_plain_http2())) {
    set_option(easy, CURLOPT_FRESH_CONNECT, 1L);
    set_option(easy, CURLOPT_FORBID_REUSE, 1L);
  }
  // libcurl decides by the response alone, and a server may refuse what comes after (RFC 9112 9.6).
  if (asks_to_close(transmission_.request)) set_option(easy, CURLOPT_FORBID_REUSE, 1L);
  if (!options.ca_file.empty()) set_option(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (options.insecure) {
    set_option(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set_option(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

long CurlTransfer::wanted_http_version() const {
  if (!context_.options.http2) return CURL_HTTP_VERSION_1_1;
  const bool tls = http::to_lower(transmission_.request.target.substr(0, 6)) == "https:";
  return tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
}

void CurlTransfer::set_request() {
  auto* easy = easy_.get();
  const auto& request = transmission_.request;
  set_option(easy, CURLOPT_URL, request.target.c_str());
  set_option(easy, CURLOPT_PATH_AS_IS, 1L);
  set_option(easy, CURLOPT_USERAGENT, context_.options.user_agent.c_str());
  set_option(easy, CURLOPT_ACCEPT_ENCODING, "");  // everything that libcurl can decode

  const bool has_body = transmission_.chunked || !transmission_.body().empty() ||
                        expects_body(request.method) || request.headers.contains("Content-Length");
  if (has_body) set_body();
  if (request.method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1L);
  } else {
    set_option(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  set_headers(has_body);
}

void CurlTransfer::set_body() {
  const auto& body = transmission_.body();
  set_option(easy_.get(), CURLOPT_POST, 1L);
  if (!transmission_.holds.empty()) {
    set_option(easy_.get(), CURLOPT_READFUNCTION, &CurlTransfer::on_upload);
    set_option(easy_.get(), CURLOPT_READDATA, this);
    // With a known length, libcurl would not wait for what comes before the last chunk.
    const auto length = transmission_.chunked ? -1 : static_cast<curl_off_t>(body.size());
    set_option(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, length);
    return;
  }
  set_option(easy_.get(), CURLOPT_POSTFIELDS, body.data());
  set_option(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
}

void CurlTransfer::set_headers(bool has_body) {
  const auto& headers = transmission_.request.headers;
  for (const auto& [name, value] : headers) {
    if (http::equals_ignoring_case(name, "Content-Length")) continue;  // libcurl sends the same one
    header_lines_.add(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  }
  if (has_body) {
    // libcurl would add a form's Content-Type, and `Expect: 100-continue` for a large body.
    if (!headers.contains("Content-Type")) header_lines_.add("Content-Type:");
    if (!headers.contains("Expect")) header_lines_.add("Expect:");
  }
  if (transmission_.chunked) header_lines_.add("Transfer-Encoding: chunked");
  set_option(easy_.get(), CURLOPT_HTTPHEADER, header_lines_.get());
}

void CurlTransfer::set_callbacks() {
  auto* easy = easy_.get();
  set_option(easy, CURLOPT_PRIVATE, this);
  set_option(easy, CURLOPT_ERRORBUFFER, error_.data());
  set_option(easy, CURLOPT_PREREQFUNCTION, &CurlTransfer::on_connected);
  set_option(easy, CURLOPT_PREREQDATA, this);
  set_option(easy, CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set_option(easy, CURLOPT_HEADERDATA, this);
  set_option(easy, CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
  // Without a limit, libcurl overlooks a Content-Length that it cannot hold.
  set_option(easy, CURLOPT_MAXFILESIZE_LARGE, std::numeric_limits<curl_off_t>::max());
  set_option(easy, CURLOPT_NOPROGRESS, 0L);
  set_option(easy, CURLOPT_XFERINFOFUNCTION, &CurlTransfer::on_progress);
  set_option(easy, CURLOPT_XFERINFODATA, this);
  set_option(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::on_open_socket);
  set_option(easy, CURLOPT_OPENSOCKETDATA, this);
  set_option(easy, CURLOPT_DEBUGFUNCTION, &CurlTransfer::on_debug);
  set_option(easy, CURLOPT_DEBUGDATA, this);
}

Ending CurlTransfer::ending(CURLcode code) const {
  if (given_up_) return *given_up_;
  long system_error = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &system_error);
  const bool has_no_connection =
      code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
  if (has_no_connection) {
    if (is_own_lack(lacking_)) return lacking(lacking_);
    if (is_own_lack(static_cast<int>(system_error))) return lacking(static_cast<int>(system_error));
  }
  // Looking up a name, or reading the certificates to trust, needs files too.
  if (has_no_connection || code == CURLE_SSL_CACERT_BADFILE) {
    if (const int error = lack_of_descriptors(); error != 0) return lacking(error);
  }
  return ending_of({.code = code,
                    .detail = error_.data(),
                    .system_error = system_error,
                    .progress = progress(),
                    .connect_limit = context_.options.connect_limit});
}

Progress CurlTransfer::progress() const {
  return {
      .any_byte = head_bytes_ > 0, .head_complete = head_.complete(), .body_bytes = body_bytes_};
}

std::string CurlTransfer::http_version() const {
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_VERSION, &version);
  switch (version) {
    case CURL_HTTP_VERSION_1_0:
      return "1.0";
    case CURL_HTTP_VERSION_1_1:
      return "1.1";
    case CURL_HTTP_VERSION_2_0:
      return "2";
    default:
      return {};
  }
}

int CurlTransfer::on_connected(void* self, char* /*ip*/, char* /*local_ip*/, int /*port*/,
                               int /*local_port*/) noexcept {
  return static_cast<CurlTransfer*>(self)->may_send() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t CurlTransfer::on_header(char* bytes, std::size_t size, std::size_t count,
                                    void* self) noexcept {
  const std::string_view line(bytes, size * count);
  return static_cast<CurlTransfer*>(self)->take_header(line) ? line.size() : 0;
}

std::size_t CurlTransfer::on_body(char* bytes, std::size_t size, std::size_t count,
                                  void* self) noexcept {
  const std::string_view body(bytes, size * count);
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (transfer.paused_ || transfer.yields()) return CURL_WRITEFUNC_PAUSE;
  return transfer.take_body(body) ? body.size() : 0;
}

/// libcurl calls this after every hundred pieces or so that it reads, and when nothing happens.
int CurlTransfer::on_progress(void* self, curl_off_t /*to_receive*/, curl_off_t /*received*/,
                              curl_off_t /*to_send*/, curl_off_t /*sent*/) noexcept {
  return static_cast<CurlTransfer*>(self)->may_continue() ? 0 : 1;
}

/// Called for whatever is read from the connection: heads, chunk sizes, extensions, trailers.
int CurlTransfer::on_debug(CURL* /*easy*/, curl_infotype type, char* /*bytes*/, std::size_t size,
                           void* self) noexcept {
  if (type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN) {
    static_cast<CurlTransfer*>(self)->busy_bytes_ += size;
  }
  return 0;
}

std::size_t CurlTransfer::on_upload(char* buffer, std::size_t size, std::size_t count,
                                    void* self) noexcept {
  return static_cast<CurlTransfer*>(self)->send_body({buffer, size * count});
}

std::size_t CurlTransfer::released_bytes() const {
  const auto& holds = transmission_.holds;
  return holds_passed_ < holds.size() ? holds[holds_passed_] : transmission_.body().size();
}

std::size_t CurlTransfer::send_body(std::span<char> buffer) {
  const std::string_view body = transmission_.body();
  const auto ready = body.substr(0, released_bytes()).substr(sent_body_bytes_);
  if (ready.empty() && holds_passed_ < transmission_.holds.size()) return CURL_READFUNC_PAUSE;
  const auto count = std::min(ready.size(), buffer.size());
  std::copy_n(ready.begin(), count, buffer.begin());
  sent_body_bytes_ += count;
  return count;
}

/// What is sent and not yet read by the server is lost too.
void CurlTransfer::reset_at_end() {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) return;
  const linger no_time{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &no_time, sizeof no_time);
}

/// As libcurl would do it, which does not report the error.
curl_socket_t CurlTransfer::on_open_socket(void* self, curlsocktype /*purpose*/,
                                           curl_sockaddr* address) noexcept {
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket < 0) static_cast<CurlTransfer*>(self)->lacking_ = errno;
  return socket;
}

int CurlTransfer::on_new_socket(void* /*self*/, curl_socket_t socket,
                                curlsocktype /*purpose*/) noexcept {
  const int bytes = limits::small_window_bytes;
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  return CURL_SOCKOPT_OK;
}

void CurlTransfer::pause() {
  paused_ = true;
}

/// libcurl loses a change that is made from within its callbacks.
void CurlTransfer::resume() {
  if (holds_passed_ < transmission_.holds.size()) ++holds_passed_;
  paused_ = false;
  context_.loop.resume(easy_.get());
}

/// libcurl calls this each time it has a connection and is about to send the request. It retries
/// any method when a kept-alive connection ended before the first byte of a response
/// (Curl_retry_request), although the server may have processed the request. A duplicated append
/// would look like a bug of the server, so only safe methods are retried.
bool CurlTransfer::may_send() {
  ++attempts_;
  if (attempts_ == 1) return true;
  if (head_.complete()) {
    // A 417 to `Expect: 100-continue`: libcurl drops its body and would retry without the
    // expectation, but this is the response.
    given_up_ = Ending{};
    return false;
  }
  if (is_safe(transmission_.request.method)) return true;
  given_up_ = Ending{Outcome::no_connection,
                     fmt::format("the server closed a kept-alive connection without a response; {} "
                                 "is not sent again, because it may have arrived",
                                 transmission_.request.method)};
  return false;
}

bool CurlTransfer::take_header(std::string_view line) {
  if (detached_) return false;
  head_bytes_ += line.size();
  if (head_bytes_ > context_.options.max_head_bytes) {
    given_up_ = head_too_large(context_.options.max_head_bytes);
    return false;
  }
  if (head_.take_line(line) && handler_.on_head) handler_.on_head(head_.status(), head_.headers());
  return true;
}

/// Over HTTP/2, flow control bounds what is there to be read.
bool CurlTransfer::yields() {
  if (detached_ || context_.options.http2 || !context_.loop.is_slice_over()) return false;
  context_.loop.resume(easy_.get());
  return true;
}

/// A body that keeps libcurl busy is paused. What keeps it busy and has no body (endless chunk
/// extensions) cannot be, and is given up. Its bytes are counted from the first time that libcurl
/// has been busy: counting costs time.
bool CurlTransfer::may_continue() {
  if (detached_) return false;
  if (!context_.loop.is_slice_over()) return true;
  set_option(easy_.get(), CURLOPT_VERBOSE, 1L);
  if (busy_bytes_ <= limits::bytes_without_body) return true;
  given_up_ = Ending{Outcome::too_large,
                     fmt::format("conform stopped reading after {} in a row without a byte of the "
                                 "body",
                                 bytes_in_words(busy_bytes_))};
  return false;
}

bool CurlTransfer::take_body(std::string_view bytes) {
  if (detached_) return false;
  busy_bytes_ = 0;
  body_bytes_ += bytes.size();
  if (body_bytes_ > context_.options.max_body_bytes) {
    given_up_ = body_too_large(context_.options.max_body_bytes);
    return false;
  }
  if (handler_.on_bytes) handler_.on_bytes(bytes);
  return true;
}

}  // namespace conform
