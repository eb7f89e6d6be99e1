#include "reports/html/page.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>

#include "harness/http/base64.hpp"
#include "reports/html/page_files.hpp"

namespace conform::reports {
namespace {

std::string_view file_named(std::string_view path) {
  for (const EmbeddedFile& file : page_files()) {
    if (file.path == path) return file.bytes;
  }
  throw std::logic_error(fmt::format("no part of a page is named {}", path));
}

/// The source expression for an inline style or script (Content Security Policy, "hash-source").
std::string hash_source(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  const std::string bytes(digest.begin(), digest.end());
  return fmt::format("'sha256-{}'", http::base64_encode(bytes));
}

/// JSON that is safe inside a script element: without "<", nothing can end the element.
std::string embeddable(const nlohmann::ordered_json& data) {
  const std::string json =
      data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

using Values = std::map<std::string_view, std::string>;

/// The template with each "{{name}}" replaced. Replacements are not expanded again.
std::string filled(std::string_view text, const Values& values) {
  std::string out;
  for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{")) {
    const auto close = text.find("}}", open);
    out += text.substr(0, open);
    out += values.at(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
  }
  return out.append(text);
}

}  // namespace

std::string to_html(const Page& page) {
  const std::string style(file_named("style.css"));
  std::string script(file_named("base.js"));
  for (const auto& view : page.views) script.append("\n").append(file_named(view));
  const std::string policy = fmt::format(
      "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'{}",
      hash_source(script), hash_source(style), page.asks_its_server ? "; connect-src 'self'" : "");
  return filled(file_named("page.html"), {{"policy", policy},
                                          {"title", escape_html(page.title)},
                                          {"style", style},
                                          {"heading", page.heading},
                                          {"plain", page.plain},
                                          {"footer", page.footer},
                                          {"data", embeddable(page.data)},
                                          {"script", script}});
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace conform::reports
