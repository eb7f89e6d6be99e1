#include "harness/run/reproducer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform {
namespace {

constexpr std::size_t most_lines = 12;
constexpr std::size_t most_body_bytes = 512;
constexpr std::size_t most_raw_bytes = 2048;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Quoted for a POSIX shell; bytes beyond printable ASCII need bash's $'…'.
std::string shell_quote(std::string_view text) {
  if (is_plain(text)) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
  }
  std::string quoted = "$'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      quoted += {'\\', c};
    } else if (c >= ' ' && c <= '~') {
      quoted += c;
    } else {
      // Three octal digits end by themselves, whatever follows.
      quoted += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return quoted + "'";
}

bool is_live(const http::Request& request) {
  return request.target.find("live=") != std::string::npos;
}

std::string method_flag(const http::Request& request) {
  if (request.method == "GET") return "";
  if (request.method == "HEAD") return " -I";
  return " -X " + request.method;
}

std::string body_flag(const http::Request& request) {
  const bool has_body_by_nature = request.method == "POST" || request.method == "PUT";
  if (request.body.empty()) return has_body_by_nature ? " -d ''" : "";
  if (request.body.find('\0') != std::string::npos || request.body.size() > most_body_bytes) {
    return fmt::format(" --data-binary @body  # {} bytes", request.body.size());
  }
  return " --data-binary " + shell_quote(request.body);
}

/// A format of printf, which makes any byte in any shell.
std::string printf_quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else if (c == '%') {
      quoted += "%%";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c >= ' ' && c <= '~' && c != '\\') {
      quoted += c;
    } else {
      quoted += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return quoted + "'";
}

std::string raw_line(const http::Request& request) {
  const auto authority = request.target.substr(request.target.find("://") + 3);
  std::string place = authority.substr(0, authority.find('/'));
  const auto colon = place.rfind(':');
  if (colon != std::string::npos) place[colon] = ' ';
  const auto size = request.body.size();
  return fmt::format("printf {} | nc {}{}", printf_quote(request.body.substr(0, most_raw_bytes)),
                     place,
                     size > most_raw_bytes ? fmt::format("  # cut: it has {} bytes", size) : "");
}

}  // namespace

std::string curl_line(const Exchange& exchange) {
  const http::Request& request = exchange.request;
  if (request.method == "RAW") return raw_line(request);
  std::string line = "curl -i" + method_flag(request);
  bool has_type = false;
  for (const auto& field : request.headers) {
    has_type = has_type || http::equals_ignoring_case(field.name, "Content-Type");
    // curl sends a header without a value only when it ends in a semicolon.
    line += " -H " +
            shell_quote(field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
  }
  const std::string body = body_flag(request);
  // curl would invent a form's Content-Type, which the request did not have.
  if (!body.empty() && !has_type) line += " -H 'Content-Type:'";
  const auto comment = body.find("  #");
  line += body.substr(0, comment) + " " + shell_quote(request.target);
  if (is_live(request)) line = "curl -N" + line.substr(4);
  return comment == std::string::npos ? line : line + body.substr(comment);
}

std::string curl_lines(const std::deque<Exchange>& exchanges) {
  std::vector<const Exchange*> sent;
  for (const auto& exchange : exchanges) {
    if (!exchange.request.method.empty()) sent.push_back(&exchange);
  }
  // A live read ends after the requests that it saw, but was sent before them.
  std::sort(sent.begin(), sent.end(), [](const Exchange* a, const Exchange* b) {
    return std::pair(a->sent, a->number) < std::pair(b->sent, b->number);
  });
  std::string lines;
  const auto skipped = sent.size() > most_lines ? sent.size() - most_lines : 0;
  if (skipped > 0) lines = fmt::format("# {} requests before these are left out\n", skipped);
  for (std::size_t i = skipped; i < sent.size(); ++i) {
    const bool goes_on = is_live(sent[i]->request) && i + 1 < sent.size();
    lines += curl_line(*sent[i]) + (goes_on ? " &\n" : "\n");
  }
  if (!lines.empty()) lines.pop_back();
  return lines;
}

}  // namespace conform
