// The monitor: stands between clients and a server, passes everything through unchanged, and judges
// what passes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/proxy/proxy.hpp"
#include "harness/monitor/served_path.hpp"
#include "harness/monitor/traffic_judge.hpp"

namespace conform::monitor {

struct MonitorOptions {
  std::string host = "127.0.0.1";  ///< the address to listen on
  std::uint16_t port = 0;          ///< 0: any free one
  proxy::UpstreamTls tls{};        ///< if the server's URL is https
  /// Called in a thread of the monitor.
  TrafficJudge::Options judging{};
};

/// What passes at the moment.
struct Activity {
  TrafficCounts counts;
  std::size_t under_way = 0;  ///< requests without a whole response
};

class Monitor {
 public:
  /// Listens, and works in threads of its own until it is stopped. Throws
  /// boost::system::system_error if it cannot listen or the server's name has no address.
  Monitor(const ServedPath& upstream, MonitorOptions options);
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  /// "http://127.0.0.1:8080/v1/stream", what clients use in place of the server's URL.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] Activity activity() const;

  /// Closes all connections, and waits until everything has been judged.
  void stop();
  /// After it was stopped: a result for each rule, those for clients last.
  [[nodiscard]] std::vector<Result> results();
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conform::monitor
