#include "harness/durability/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "harness/gate/server_process.hpp"
#include "harness/http/url.hpp"
#include "harness/run/shell_text.hpp"

namespace conform::durability {
namespace {

using LineKind = TranscriptLine::Kind;

constexpr std::size_t least_run = 40;  ///< bytes of a body that are written as a count

/// A command that prints the body.
std::string printed(std::string_view body) {
  std::string command = "{ ";
  std::size_t literal = 0;
  const auto flush = [&](std::size_t end) {
    if (end > literal) {
      command += fmt::format("printf '%s' {}; ",
                             shell::single_quoted(body.substr(literal, end - literal)));
    }
  };
  for (std::size_t at = 0; at < body.size();) {
    const auto next = body.find_first_not_of(body[at], at);
    const auto end = next == std::string_view::npos ? body.size() : next;
    if (end - at >= least_run || (body[at] & 0x80) != 0) {
      flush(at);
      command += fmt::format("head -c {} /dev/zero | tr '\\0' '\\{:03o}'; ", end - at,
                             static_cast<unsigned char>(body[at]));
      literal = end;
    }
    at = end;
  }
  flush(body.size());
  return command + "}";
}

/// The part of an URL after the authority.
std::string_view path_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto path = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return path == std::string::npos ? std::string_view("/") : std::string_view(url).substr(path);
}

std::string curl(const Exchange& exchange, bool shows_response) {
  const auto& request = exchange.request;
  std::string line = "curl -sS ";
  if (request.method == "HEAD") {
    line += "-I ";
  } else {
    line += shows_response ? "-i " : "-o /dev/null -w '%{http_code}\\n' ";
    line += fmt::format("-X {} ", request.method);
  }
  for (const auto& field : request.headers) {
    line += fmt::format("-H {} ", shell::single_quoted(field.name + ": " + field.value));
  }
  line += fmt::format("\"$BASE\"{}", shell::single_quoted(path_of(request.target)));
  if (request.body.empty()) return line;
  return fmt::format("{} | {} --data-binary @-", printed(request.body), line);
}

bool is_read(const Exchange& exchange) {
  return exchange.request.method == "GET" || exchange.request.method == "HEAD";
}

std::string stop(const TranscriptLine& line) {
  if (line.signal == Signal::term) return "stop TERM";
  if (line.signal == Signal::kill) return "stop KILL";
  const auto what = line.torn_by == 0 ? std::string("lost") : fmt::format("torn {}", line.torn_by);
  return fmt::format(
      "stop KILL; printf '{}' > \"$DISK/undo\"  # a loss of power: at the next start, writes that "
      "were not synced are undone",
      what);
}

bool takes_library(const TranscriptLine& line) {
  return line.kind == LineKind::disk_read_only ||
         (line.kind == LineKind::signal && line.signal == Signal::power);
}

std::string step(const TranscriptLine& line, bool is_last) {
  switch (line.kind) {
    case LineKind::start:
      return "start";
    case LineKind::signal:
      return stop(line);
    case LineKind::disk_full:
      return "fill_disk 0";
    case LineKind::disk_free:
      return "fill_disk unlimited";
    case LineKind::disk_read_only:
      return "printf r 1<> \"$DISK/state\"  # from now on, the disk is read-only";
    case LineKind::disk_writable:
      return "printf w 1<> \"$DISK/state\"  # it is no longer";
    case LineKind::pause:
      return fmt::format("sleep {:.3f}", in_seconds(line.pause));
    case LineKind::request_under_way:
      return is_read(*line.exchange) ? std::string() : "{ " + curl(*line.exchange, false) + "; } &";
    case LineKind::request:
      break;
  }
  // Reads change nothing, except the last one, which shows what is wrong.
  if (is_read(*line.exchange) && !is_last) return {};
  const auto response = line.exchange->answered() ? std::to_string(line.exchange->response.status)
                                                  : std::string("no response");
  return fmt::format("{}  # {}", curl(*line.exchange, is_last), response);
}

constexpr std::string_view before_command = R"sh(
export PORT="${PORT:-4499}"
DIR="$(mktemp -d)"
export DIR
BASE="http://127.0.0.1:$PORT"
start() {
  setsid env --ignore-signal=XFSZ ${LIBRARY:+LD_PRELOAD="$LIBRARY"} sh -c )sh";

constexpr std::string_view after_command = R"sh( > "$DIR.log" 2>&1 &
  SERVER=$!
  tries=0
  until curl -s -o /dev/null "$BASE/"; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ]; then echo "the server is not ready after 30 s"; exit 1; fi
    sleep 0.1
  done
}
stop() {
  kill -s "$1" -- "-$SERVER"
  wait "$SERVER" 2> /dev/null
}
# Makes every write to a file fail; or no longer.
fill_disk() {
  for process in $(pgrep -g "$SERVER"); do prlimit --pid "$process" "--fsize=$1:"; done
}
trap 'kill -s KILL -- "-$SERVER" 2> /dev/null; rm -rf "$DIR" "$DIR.log" ${DISK:+"$DISK"}' EXIT

)sh";

constexpr std::string_view before_disk =
    R"sh(# A library between the server and its files.
LIBRARY="$(cd "$(dirname "$0")" && pwd)/conform-disk.so"
DISK="$(mktemp -d)"
printf w > "$DISK/state"
export CONFORM_DISK_FOLDER="$DIR" CONFORM_DISK_LOG="$DISK"

)sh";

/// One line, so that it stays a comment.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string preamble(const std::string& title, const Violation& violation,
                     const ServerOptions& options) {
  const auto command = filled_in(filled_in(options.command, "{port}", "$PORT"), "{dir}", "$DIR");
  return fmt::format(
      "#!/bin/sh\n# {}\n# Expected: {}\n# Got: {}\n# The server ended by {} before. Takes curl and "
      "setsid.\n{}{}{}",
      one_line(title), one_line(violation.expected), one_line(violation.got),
      to_string(violation.after), before_command, shell::single_quoted(command), after_command);
}

}  // namespace

std::string shell_script(const std::string& title, const Execution& execution,
                         const Violation& violation, const ServerOptions& options) {
  auto text = preamble(title, violation, options);
  const auto shown = execution.transcript.begin() + static_cast<std::ptrdiff_t>(violation.line);
  if (std::any_of(execution.transcript.begin(), shown, takes_library)) text += before_disk;
  for (std::size_t i = 0; i < violation.line; ++i) {
    const auto line = step(execution.transcript[i], i + 1 == violation.line);
    if (!line.empty()) text += line + "\n";
  }
  return text;
}

}  // namespace conform::durability
