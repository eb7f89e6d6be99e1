// What each request shows by itself: parameters and headers that belong together, and their form.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/judge/client/client_rule.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;
using When = ClientRule::When;
using Scope = ClientRule::Scope;

std::string_view query_of(const ClientRequest& sent) {
  return http::split_target(sent.exchange.request.target).second;
}

std::string shown_query(const ClientRequest& sent) {
  return fmt::format("the query {}", quote(query_of(sent), 200));
}

std::string shown_header(const ClientRequest& sent, std::string_view name) {
  const auto value = sent.exchange.request.headers.combined(name);
  return value ? fmt::format("{}: {}", name, quote(*value)) : fmt::format("no {}", name);
}

std::function<bool(const ClientRequest&)> reads_live(std::string how) {
  return [how = std::move(how)](const ClientRequest& sent) {
    const auto parameters = http::parse_query(query_of(sent));
    return sent.is(Method::get) &&
           std::any_of(parameters.begin(), parameters.end(), [&](const auto& parameter) {
             return parameter.first == "live" && parameter.second == how;
           });
  };
}

MaybeMismatch has_offset(const ClientRequest& sent) {
  for (const auto& [name, value] : http::parse_query(query_of(sent))) {
    if (name == "offset") return std::nullopt;
  }
  return Mismatch{"an offset parameter beside live", shown_query(sent)};
}

bool has_parameters(const ClientRequest& sent) {
  return sent.is(Method::get) && query_of(sent).find('&') != std::string_view::npos;
}

MaybeMismatch is_ordered(const ClientRequest& sent) {
  const auto target = without_fresh(sent.exchange.request.target);
  const auto parameters = http::parse_query(http::split_target(target).second);
  const bool is_sorted =
      std::is_sorted(parameters.begin(), parameters.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  if (is_sorted) return std::nullopt;
  return Mismatch{"parameters ordered by name, so that caches see one URL", shown_query(sent)};
}

bool has_query(const ClientRequest& sent) {
  return sent.is(Method::get) && !query_of(sent).empty();
}

/// What may stand in a query as it is (RFC 3986 3.4).
bool is_query_character(char c) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,;:@/?&=%";
  return allowed.find(c) != std::string_view::npos;
}

/// An offset that was given with a percent sign in it, and is sent as it was given.
bool is_sent_unescaped(const ClientRequest& sent, std::string_view raw) {
  return raw.find('%') != std::string_view::npos && sent.stream.offsets.contains(raw) &&
         !sent.stream.offsets.contains(http::percent_decode(raw));
}

MaybeMismatch is_encoded(const ClientRequest& sent) {
  const auto query = query_of(sent);
  for (std::size_t at = query.find("offset="); at != std::string_view::npos;
       at = query.find("offset=", at + 1)) {
    if (at != 0 && query[at - 1] != '&') continue;
    const auto raw = query.substr(at + 7, query.find('&', at) - at - 7);
    if (std::all_of(raw.begin(), raw.end(), is_query_character) && !is_sent_unescaped(sent, raw)) {
      continue;
    }
    return Mismatch{"the offset percent-encoded", fmt::format("offset={}", quote(raw, 200))};
  }
  return std::nullopt;
}

constexpr std::string_view producer_headers[] = {"Producer-Id", "Producer-Epoch", "Producer-Seq"};

bool has_any_producer_header(const ClientRequest& sent) {
  return sent.is(Method::post) &&
         std::any_of(std::begin(producer_headers), std::end(producer_headers),
                     [&](auto name) { return sent.exchange.request.headers.contains(name); });
}

MaybeMismatch has_all_producer_headers(const ClientRequest& sent) {
  for (const auto name : producer_headers) {
    if (!sent.exchange.request.headers.contains(name)) {
      return Mismatch{"Producer-Id, Producer-Epoch and Producer-Seq together",
                      fmt::format("no {}", name)};
    }
  }
  return std::nullopt;
}

MaybeMismatch has_valid_producer_headers(const ClientRequest& sent) {
  const auto& headers = sent.exchange.request.headers;
  if (headers.contains("Producer-Id") && !sent.header("Producer-Id")) {
    return Mismatch{"a Producer-Id that is not empty", "an empty Producer-Id"};
  }
  for (const auto* name : {"Producer-Epoch", "Producer-Seq"}) {
    if (headers.contains(name) && !small_integer(sent.header(name).value_or(""))) {
      return Mismatch{fmt::format("{}: an integer from 0 to 2^53-1", name),
                      shown_header(sent, name)};
    }
  }
  return std::nullopt;
}

std::function<bool(const ClientRequest&)> creates_with(std::string name) {
  return [name = std::move(name)](const ClientRequest& sent) {
    return sent.is(Method::put) && sent.exchange.request.headers.contains(name);
  };
}

MaybeMismatch has_valid_ttl(const ClientRequest& sent) {
  const auto value = sent.header("Stream-TTL").value_or("");
  const bool is_number =
      !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_number && (value.size() == 1 || value.front() != '0')) return std::nullopt;
  return Mismatch{"Stream-TTL: a decimal integer without sign, leading zero, fraction or exponent",
                  shown_header(sent, "Stream-TTL")};
}

bool has_fork_detail(const ClientRequest& sent) {
  const auto& headers = sent.exchange.request.headers;
  return sent.is(Method::put) &&
         (headers.contains("Stream-Fork-Offset") || headers.contains("Stream-Fork-Sub-Offset"));
}

MaybeMismatch has_fork_source(const ClientRequest& sent) {
  if (sent.header("Stream-Forked-From")) return std::nullopt;
  return Mismatch{"Stream-Forked-From beside Stream-Fork-Offset and Stream-Fork-Sub-Offset",
                  "no Stream-Forked-From"};
}

MaybeMismatch names_path(const ClientRequest& sent) {
  const auto source = sent.header("Stream-Forked-From").value_or("");
  if (source.starts_with('/') && !source.starts_with("//")) return std::nullopt;
  return Mismatch{"Stream-Forked-From: the path of a stream of this server",
                  shown_header(sent, "Stream-Forked-From")};
}

bool is_refused_append(const ClientRequest& sent) {
  const int status = sent.exchange.response.status;
  return sent.is(Method::post) && sent.request.has_body &&
         (status == 400 || status == 409 || status == 415) &&
         !says_true(sent.exchange.response.headers, "Stream-Closed");
}

MaybeMismatch has_type_of_stream(const ClientRequest& sent) {
  const auto& headers = sent.exchange.request.headers;
  if (!headers.contains("Content-Type")) {
    return Mismatch{"the stream's Content-Type", "no Content-Type"};
  }
  const int status = sent.exchange.response.status;
  const bool may_differ = status == 409 && sent.request.type && sent.stream.type;
  if (!may_differ || http::same_media_type(*sent.request.type, *sent.stream.type)) {
    return std::nullopt;
  }
  return Mismatch{fmt::format("Content-Type: {}, the stream's", quote(*sent.stream.type)),
                  shown_header(sent, "Content-Type")};
}

bool is_refused_fork(const ClientRequest& sent) {
  return sent.is(Method::put) && sent.request.forks && sent.exchange.response.status == 409 &&
         sent.request.type && sent.source != nullptr && sent.source->type;
}

MaybeMismatch has_type_of_source(const ClientRequest& sent) {
  if (http::same_media_type(*sent.request.type, *sent.source->type)) return std::nullopt;
  return Mismatch{fmt::format("Content-Type: {}, the source's", quote(*sent.source->type)),
                  shown_header(sent, "Content-Type")};
}

bool is_creation(const ClientRequest& sent) {
  return sent.is(Method::put) && sent.exchange.response.status == 201;
}

MaybeMismatch is_new_url(const ClientRequest& sent) {
  if (!sent.stream.was_deleted) return std::nullopt;
  return Mismatch{"a URL of its own for a new stream", "the URL of a stream deleted before"};
}

}  // namespace

std::vector<ClientRule> client_request_rules() {
  return {
      {client_must("long-poll-offset", "5.7/offset-required", "A long-poll has an offset"),
       When::sent, Scope::any, reads_live("long-poll"), has_offset},
      {client_must("sse-offset", "5.8/offset-required", "An SSE read has an offset"), When::sent,
       Scope::any, reads_live("sse"), has_offset},
      {client_should("query-order", "10.1/query-order", "Query parameters are ordered by name"),
       When::sent, Scope::any, has_parameters, is_ordered},
      {client_must("offset-encoded", "8/url-encoded", "Offsets are percent-encoded in URLs"),
       When::sent, Scope::any, has_query, is_encoded},
      {client_must("producer-headers-together", "5.2.1/all-or-none",
                   "Producer headers are sent together"),
       When::sent, Scope::any, has_any_producer_header, has_all_producer_headers},
      {client_must("producer-header-syntax", "5.2.1/header-syntax",
                   "Producer headers have valid values"),
       When::sent, Scope::any, has_any_producer_header, has_valid_producer_headers},
      {client_must("ttl-syntax", "5.1/ttl-syntax", "Stream-TTL is a plain decimal integer"),
       When::sent, Scope::any, creates_with("Stream-TTL"), has_valid_ttl},
      {client_must("fork-headers-need-source", "5.1/fork-headers-need-source",
                   "Fork offsets are sent only with Stream-Forked-From"),
       When::sent, Scope::any, has_fork_detail, has_fork_source},
      {client_must("fork-source-path", "4.2/same-server-source",
                   "A fork's source is named by a path on the same server"),
       When::sent, Scope::any, creates_with("Stream-Forked-From"), names_path},
      {client_must("append-type", "5.2/type-must-match", "An append has the stream's Content-Type"),
       When::ended, Scope::all_traffic, is_refused_append, has_type_of_stream},
      {client_must("fork-type", "4.2/type-must-match", "A fork has its source's Content-Type"),
       When::ended, Scope::all_traffic, is_refused_fork, has_type_of_source},
      {client_should("deleted-url-unused", "4/no-reuse-of-deleted-url",
                     "A deleted stream's URL is not used again", "R4"),
       When::ended, Scope::all_traffic, is_creation, is_new_url},
  };
}

}  // namespace conform
