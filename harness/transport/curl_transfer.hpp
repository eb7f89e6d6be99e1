// One transmission as a transfer of libcurl.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "harness/transport/curl_loop.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/in_flight_request.hpp"
#include "harness/transport/response_head.hpp"

namespace conform {

/// What all transfers of a transport share; it must outlive them.
struct CurlContext {
  const CurlOptions& options;
  EasyPool& pool;
  CurlLoop& loop;
};

class CurlTransfer : public InFlightRequest {
 public:
  /// The request must have no request_problem. Calling `handler.on_done` is up to the caller.
  CurlTransfer(TransmissionId id, Transmission transmission, TransmissionHandler handler,
               const CurlContext& context);
  /// Not allowed while the loop is `inside`.
  ~CurlTransfer() override;

  [[nodiscard]] static CurlTransfer& of(CURL* easy);

  [[nodiscard]] TransmissionId id() const { return id_; }
  /// How the transfer ended, given libcurl's result code.
  [[nodiscard]] Ending ending(CURLcode code) const;

  void detach() override { detached_ = true; }
  void reset_at_end() override;
  void pause() override;
  void resume() override;
  [[nodiscard]] Progress progress() const override;
  [[nodiscard]] std::string http_version() const override;

 private:
  static int on_connected(void* self, char* ip, char* local_ip, int port, int local_port) noexcept;
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count,
                               void* self) noexcept;
  static std::size_t on_upload(char* buffer, std::size_t size, std::size_t count,
                               void* self) noexcept;
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept;
  static int on_debug(CURL* easy, curl_infotype type, char* bytes, std::size_t size,
                      void* self) noexcept;
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose,
                                      curl_sockaddr* address) noexcept;
  static int on_new_socket(void* self, curl_socket_t socket, curlsocktype purpose) noexcept;

  void set_connection();
  [[nodiscard]] long wanted_http_version() const;
  void set_request();
  void set_body();
  void set_headers(bool has_body);
  void set_callbacks();

  bool may_send();
  [[nodiscard]] std::size_t send_body(std::span<char> buffer);
  /// Up to where the body may be sent now.
  [[nodiscard]] std::size_t released_bytes() const;
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  /// The body pauses, since everything else should get a turn.
  bool yields();
  bool may_continue();

  TransmissionId id_;
  Transmission transmission_;
  TransmissionHandler handler_;
  CurlContext context_;
  EasyHandle easy_;
  HeaderLines header_lines_;
  std::array<char, CURL_ERROR_SIZE> error_{};

  ResponseHead head_;
  std::size_t head_bytes_ = 0;
  std::size_t body_bytes_ = 0;
  std::size_t busy_bytes_ = 0;       ///< received since libcurl has been busy, body or not
  std::size_t sent_body_bytes_ = 0;  ///< if part of the body is held back
  std::size_t holds_passed_ = 0;
  int attempts_ = 0;
  int lacking_ = 0;  ///< the error if no socket could be opened
  bool detached_ = false;
  bool paused_ = false;
  std::optional<Ending> given_up_;  ///< set if we made libcurl stop
};

}  // namespace conform
