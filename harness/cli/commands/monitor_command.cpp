#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/system/system_error.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/stop_signal.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/commands/traffic_report.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/http/clock.hpp"
#include "harness/monitor/monitor.hpp"
#include "harness/monitor/page_server.hpp"
#include "harness/transport/stop_signals.hpp"
#include "reports/html/live_page.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/exchange_file.hpp"
#include "reports/text/clean.hpp"

namespace conform {
namespace {

using monitor::Activity;
using monitor::Monitor;
using monitor::ServedPage;
using monitor::ServedPath;

constexpr auto between_status_lines = std::chrono::milliseconds{200};
/// Of more, only those of the exchanges that are shown are known.
constexpr std::size_t max_credentials = 256;

/// Where to listen.
struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
};

/// From "HOST:PORT", "[::1]:PORT" or "PORT".
Expected<Address, std::string> address_of(std::string_view option, const std::string& text) {
  Address address;
  const auto colon = text.rfind(':');
  const std::string_view digits =
      std::string_view(text).substr(colon == std::string::npos ? 0 : colon + 1);
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, address.port);
  auto host = colon == std::string::npos ? address.host : text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  if (digits.empty() || read.ec != std::errc() || read.ptr != end || host.empty()) {
    return unexpected(fmt::format(
        "{}: invalid address: '{}'; give HOST:PORT, such as 127.0.0.1:8080", option, text));
  }
  address.host = host;
  return address;
}

/// What is written while the monitor works, on the standard error output: violations and troubles
/// as they occur, and on a terminal a line that counts.
class Screen {
 public:
  Screen() : terminal_(query_terminal(STDERR_FILENO)) {}

  void say(const std::string& text) {
    const std::lock_guard lock(mutex_);
    erase();
    print_error("{}\n", text);
  }

  void show(const Activity& activity) {
    if (!terminal_.is_terminal) return;
    const std::lock_guard lock(mutex_);
    const auto& counts = activity.counts;
    const auto line = fmt::format("{} exchanges, {} under way; violations: server {}, client {}",
                                  counts.exchanges, activity.under_way, counts.server_violations,
                                  counts.client_violations);
    erase();
    print_error("{}", line.substr(0, terminal_.columns - 1));
    has_line_ = true;
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    erase();
  }

 private:
  void erase() {
    if (has_line_) print_error("\r\x1b[K");
    has_line_ = false;
  }

  Terminal terminal_;
  std::mutex mutex_;
  bool has_line_ = false;
};

std::string text_of(const Violation& violation, const Exchange& exchange, std::string_view who) {
  auto secrets = reports::unwritten();
  secrets.learn(exchange);
  const auto text = fmt::format("{} ({}): {}: {} {}: expected {}, got {}", who, exchange.scenario,
                                violation.rule, exchange.request.method, exchange.request.target,
                                violation.mismatch.expected, violation.mismatch.got);
  constexpr std::size_t longest = 400;
  return reports::without_commands(reports::clean_line(secrets.hide(text), longest));
}

class MonitorRun {
 public:
  MonitorRun(const Settings& settings, const ReportPaths& paths, const Catalogue& catalogue)
      : settings_(settings), catalogue_(catalogue), report_(settings, paths, catalogue) {}

  int run(const ServedPath& upstream, const Address& address, const std::optional<Address>& page) {
    if (settings_.journal) {
      auto file = reports::ExchangeFile::open_journal(*settings_.journal);
      if (!file) return fail(exit_status::usage, "--journal: " + file.error());
      journal_ = *std::move(file);
    }
    if (settings_.har) {
      auto file = reports::ExchangeFile::open_har(*settings_.har, CONFORM_VERSION);
      if (!file) return fail(exit_status::usage, "--har: " + file.error());
      har_ = *std::move(file);
    }
    StopSignal stop;
    std::optional<Monitor> monitor;
    try {
      monitor.emplace(upstream, options(address));
    } catch (const boost::system::system_error& error) {
      if (journal_) journal_->discard();
      if (har_) har_->discard();
      return fail(exit_status::usage, start_problem(error, upstream, address));
    }
    screen_.say(fmt::format("listening on {}, passing on to {}{}; Ctrl-C stops and reports",
                            monitor->url(), upstream.origin(), upstream.path()));
    std::optional<monitor::PageServer> page_server;
    if (page) {
      try {
        serve_page(page_server, *page, *monitor, upstream.origin() + upstream.path());
      } catch (const std::exception& error) {
        screen_.say(fmt::format("there is no page: cannot listen on {}:{}: {}", page->host,
                                page->port, error.what()));
      }
    }
    const auto began = clock::now();
    while (!stop.arrived()) {
      screen_.show(monitor->activity());
      std::this_thread::sleep_for(between_status_lines);
    }
    screen_.clear();
    monitor->stop();
    page_server.reset();
    auto results = monitor->results();
    return finish_files(report_.write({.target = upstream.origin() + upstream.path(),
                                       .began = began,
                                       .exchanges = monitor->activity().counts.exchanges,
                                       .results = std::move(results),
                                       .notes = monitor->notes()}));
  }

 private:
  [[nodiscard]] std::string start_problem(const boost::system::system_error& error,
                                          const ServedPath& upstream,
                                          const Address& address) const {
    const auto& category = error.code().category();
    if (category == boost::asio::error::get_ssl_category()) {
      return fmt::format("--cacert: {} has no certificate; give a PEM file",
                         settings_.cacert.value_or(""));
    }
    if (category == boost::asio::error::get_netdb_category()) {
      return fmt::format("--upstream: no address is known for {}", upstream.server().host);
    }
    return fmt::format("cannot listen on {}:{}: {}; is the port taken?", address.host, address.port,
                       error.what());
  }

  void serve_page(std::optional<monitor::PageServer>& server, const Address& address,
                  const Monitor& monitor, const std::string& upstream) {
    const auto page = std::make_shared<reports::LivePage>(
        reports::LivePage::About{CONFORM_VERSION, monitor.url(), upstream, clock::now()},
        requirement_texts(catalogue_));
    const auto page_at = [page, &monitor](std::string_view path) -> std::optional<ServedPage> {
      if (path == "/") return ServedPage{"text/html; charset=utf-8", page->html()};
      if (path != "/state") return std::nullopt;
      const auto [counts, under_way] = monitor.activity();
      const reports::LivePage::Counts shown{counts.exchanges, under_way, counts.server_violations,
                                            counts.client_violations};
      return ServedPage{"application/json", page->state(shown, clock::now())};
    };
    server.emplace(address.host, address.port, page_at);
    const std::lock_guard lock(page_mutex_);
    page_ = page;
    screen_.say(fmt::format("showing what happens on {}", server->url()));
  }

  [[nodiscard]] std::shared_ptr<reports::LivePage> page() {
    const std::lock_guard lock(page_mutex_);
    return page_;
  }

  [[nodiscard]] monitor::MonitorOptions options(const Address& address) {
    monitor::MonitorOptions options;
    options.host = address.host;
    options.port = address.port;
    options.tls.ca_file = settings_.cacert;
    options.tls.verify = !settings_.insecure.value_or(false);
    options.judging.one_client = settings_.one_client;
    options.judging.one_reader = settings_.one_reader;
    options.judging.others_write = settings_.others_write;
    options.judging.journal = [this](const Exchange& exchange, std::size_t unkept) {
      record(exchange, unkept);
    };
    options.judging.on_violation = [this](const Violation& violation, const Exchange& exchange,
                                          std::string_view who) {
      if (violation.is_evidence) {
        reports::never_write(sent_);
        reports::never_write_those_of(exchange);
      }
      if (violation.is_evidence) screen_.say(text_of(violation, exchange, who));
      if (const auto shown = page()) shown->add(violation, exchange, who);
    };
    options.judging.on_trouble = [this](const std::string& text) {
      screen_.say(text);
      if (const auto shown = page()) shown->add_trouble(text, clock::now());
    };
    return options;
  }

  void record(const Exchange& exchange, std::size_t unkept_request_bytes) {
    if (sent_.size() < max_credentials) sent_.learn(exchange);
    if (journal_) journal_->add(exchange, unkept_request_bytes);
    if (har_) har_->add(exchange, unkept_request_bytes);
  }

  int finish_files(int status) {
    const auto finish = [&](auto& file) {
      if (!file) return;
      const auto written = file->finish();
      if (!written) status = fail(exit_status::not_judged, written.error());
    };
    finish(journal_);
    finish(har_);
    return status;
  }

  const Settings& settings_;
  const Catalogue& catalogue_;
  TrafficReport report_;
  Screen screen_;
  /// Credentials of clients: a response may show those of another one.
  reports::Secrets sent_{reports::Secrets::Queries::all_others};
  std::mutex page_mutex_;
  std::shared_ptr<reports::LivePage> page_;
  std::optional<reports::ExchangeFile> journal_;
  std::optional<reports::ExchangeFile> har_;
};

int monitor_command(const Settings& settings) {
  note_stop_signals();
  reports::never_write(reports::Secrets(reports::Secrets::Queries::all_others));
  if (!settings.upstream) {
    return fail(exit_status::usage,
                "--upstream is missing: give the URL of the server, as in "
                "--upstream http://127.0.0.1:4437/v1/stream");
  }
  const auto upstream = ServedPath::parse(*settings.upstream);
  if (!upstream) return fail(exit_status::usage, upstream.error());
  const auto address = address_of("--listen", settings.listen);
  if (!address) return fail(exit_status::usage, address.error());
  std::optional<Address> page;
  if (settings.page) {
    const auto read = address_of("--page", *settings.page);
    if (!read) return fail(exit_status::usage, read.error());
    page = *read;
  }
  if (const auto problem = ca_file_problem(settings)) return fail(exit_status::usage, *problem);
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  return MonitorRun(settings, *paths, catalogue).run(*upstream, *address, page);
}

}  // namespace

Command add_monitor(CLI::App& program) {
  return add_command(program, "monitor", "Judge the traffic between any clients and a server",
                     monitor_command);
}

}  // namespace conform
