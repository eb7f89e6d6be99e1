// Serves a few pages over HTTP, in a thread of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conform::monitor {

struct ServedPage {
  std::string type;  ///< media type
  std::string body;
};

class PageServer {
 public:
  /// `page_at` is called in the server's thread with the path of a GET; nullopt is 404. Requests
  /// for names other than addresses and localhost are refused, so that no page of a web site can
  /// have its name point here and read what is served. Throws boost::system::system_error if it
  /// cannot listen.
  PageServer(const std::string& host, std::uint16_t port,
             std::function<std::optional<ServedPage>(std::string_view path)> page_at);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  /// "http://127.0.0.1:8081/"
  [[nodiscard]] std::string url() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conform::monitor
