#include "fuzz/malformed/vocabulary.hpp"

#include <array>

namespace conform::malformed {
namespace {

using namespace std::string_view_literals;

constexpr auto lines = std::to_array<std::string_view>({
    "$M $P HTTP/1.1",
    // Valid, but rare.
    "$M $U HTTP/1.1",
    "$M $P HTTP/1.0",
    "$M * HTTP/1.1",
    "$M $P?offset=-1&offset=-1 HTTP/1.1",
    "$M $P?$L HTTP/1.1",
    "$M $P%2e%2E%2F%00 HTTP/1.1",
    "$M //$P HTTP/1.1",
    "$M $P/./x/../ HTTP/1.1",
    "\r\n$M $P HTTP/1.1",
    // Wrong spaces.
    "$M  $P HTTP/1.1",
    "$M\t$P\tHTTP/1.1",
    "$M $P HTTP/1.1 ",
    " $M $P HTTP/1.1",
    "$M $P\vHTTP/1.1",
    "$M$P HTTP/1.1",
    // Missing or additional parts.
    "$M HTTP/1.1",
    "$M $P",
    "$M",
    "$P HTTP/1.1",
    "$M $P $P HTTP/1.1",
    "$M $P HTTP/1.1 HTTP/1.1",
    // Versions.
    "$M $P http/1.1",
    "$M $P HTTP/1.2",
    "$M $P HTTP/0.9",
    "$M $P HTTP/2.0",
    "$M $P HTTP/9.9",
    "$M $P HTTP/1",
    "$M $P HTTP/1.",
    "$M $P HTTP/.1",
    "$M $P HTTP/1.1.1",
    "$M $P HTTP/11.1",
    "$M $P HTTP/1.10",
    "$M $P HTTP/-1.1",
    "$M $P HTTP/1,1",
    "$M $P HTTP 1.1",
    "$M $P HTTP/99999999999999999999.1",
    "$M $P SMTP/1.1",
    "$M $P $L",
    // Targets.
    "$M $H HTTP/1.1",
    "$M stream HTTP/1.1",
    "$M ? HTTP/1.1",
    "$M # HTTP/1.1",
    "$M $P# HTTP/1.1",
    "$M $P\0 HTTP/1.1"sv,
    "$M $P\x01\x7f HTTP/1.1",
    "$M $P a HTTP/1.1",
    "$M $P\u00e9 HTTP/1.1",
    "$M $P% HTTP/1.1",
    "$M $P%zz HTTP/1.1",
    "$M $P%c0%af HTTP/1.1",
    "$M $P\\..\\\"<>^`| HTTP/1.1",
    "$M $P\r HTTP/1.1",
    "$M $P?offset=\n HTTP/1.1",
    "$M $P$L HTTP/1.1",
    "$M http:// HTTP/1.1",
    "$M http://[::1 HTTP/1.1",
    "$M http://$H:99999$P HTTP/1.1",
    "$M ftp://$H$P HTTP/1.1",
    "$M javascript:1 HTTP/1.1",
    // Before the line.
    "\r\n\r\n\r\n\r\n$M $P HTTP/1.1",
    "\n$M $P HTTP/1.1",
    "\r$M $P HTTP/1.1",
    "\0$M $P HTTP/1.1"sv,
    "\uFEFF$M $P HTTP/1.1",
    // Another protocol.
    "\x16\x03\x01\0\x05\x01\0\0\x01\x03"sv,
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"sv,
    "HTTP/1.1 200 OK",
    "SSH-2.0-OpenSSH_9.2",
    "HELLO",
    "\0\0\0\0"sv,
    "",
    "$L",
    "$L $P HTTP/1.1",
});

constexpr auto all_methods = std::to_array<std::string_view>(
    {"GET",     "POST",    "PUT",      "HEAD",    "DELETE", "OPTIONS", "TRACE",
     "PATCH",   "CONNECT", "PROPFIND", "get",     "post",   "G",       "!#$%&'*",
     "GET\0"sv, "G(T",     "G:T",      "\"GET\"", "PÖST",   "$L"});

constexpr auto all_targets = std::to_array<std::string_view>(
    {"$P", "$P-nowhere", "$P?offset=-1", "$P?offset=now", "$P//x", "$P/", "$P-\0"sv});

constexpr auto hosts = std::to_array<std::string_view>({
    "Host: $H\r\n",
    "host:$H\r\n",
    "",
    "Host: $H\r\nHost: $H\r\n",
    "Host: $H\r\nHost: elsewhere.example\r\n",
    "Host: elsewhere.example\r\n",
    "Host:\r\n",
    "Host: $H, $H\r\n",
    "Host: a b\r\n",
    "Host: $H/path\r\n",
    "Host: x@$H\r\n",
    "Host: [::1\r\n",
    "Host: $H:99999\r\n",
    "Host: \0\r\n"sv,
    "Host: $L\r\n",
    "Host : $H\r\n",
});

constexpr auto odd = std::to_array<std::string_view>({
    "",
    // Valid, but rare.
    "X-Odd:\r\n",
    "X-Odd:\t \tx \t\r\n",
    "X!#$%&'*+-.^_`|~0: x\r\n",
    "X-Odd: \"(,;:\\\"\r\n",
    "Accept:*/*\r\nACCEPT: text/*;q=0\r\n",
    "Range: bytes=5-1,-0,a-\r\n",
    "If-None-Match: \"\r\n",
    "If-Modified-Since: yesterday\r\n",
    "Accept-Encoding: identity;q=0, *;q=0\r\n",
    "Content-Encoding: gzip\r\n",
    "Cookie: =;=;=\r\n",
    "TE: trailers, chunked;q=2\r\n",
    "Trailer: Content-Length\r\n",
    "Content-Type: ;;;\r\n",
    "Authorization: Basic\r\n",
    "Forwarded: for=\r\nX-Forwarded-Host: $L\r\n",
    "X-Odd: $L\r\n",
    "$R",
    "X-$L: x\r\n",
    "__proto__: x\r\nconstructor: x\r\nhasOwnProperty: x\r\n",
    // Connections.
    "Connection: keep-alive\r\n",
    "Connection: close, keep-alive\r\n",
    "Connection: Content-Length, Transfer-Encoding, Host\r\n",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "Expect: 100-continue\r\n",
    "Expect: something\r\n",
    // Names.
    "X-Odd\r\n",
    ": x\r\n",
    ":\r\n",
    "X-Odd : x\r\n",
    "X-Odd\t: x\r\n",
    "X Odd: x\r\n",
    "X(Odd): x\r\n",
    "\"X\": x\r\n",
    "X\0Odd: x\r\n"sv,
    "X\vOdd: x\r\n",
    "X-\u00d6dd: x\r\n",
    "X-Odd\r: x\r\n",
    // Values.
    "X-Odd: a\0b\r\n"sv,
    "X-Odd: a\x01\x1f\x7f\r\n",
    "X-Odd: \u00e9\u0085\u00a0\r\n",
    "X-Odd: a\rb\r\n",
    "X-Odd: a\r\r\n",
    "X-Odd: a\nX-Other: b\r\n",
    "X-Odd: a\n\nGET / HTTP/1.1\r\n",
    "X-Odd: a\0\r\nX-Other: b\r\n"sv,
    // Lines.
    " X-Odd: x\r\n",
    "\tX-Odd: x\r\n",
    "X-Odd: a\r\n b\r\n",
    "X-Odd: a\r\n\tb\r\n",
    "X-Odd:\r\n \r\n \r\n",
    " \r\n",
    "GET / HTTP/1.1\r\n",
    "HTTP/1.1 200 OK\r\n",
    "$L\r\n",
});

constexpr auto all_framings = std::to_array<Framing>({
    {"", false},
    {"Content-Length: $N\r\n", false},
    {"Transfer-Encoding: chunked\r\n", true},
    // Valid, but rare.
    {"content-length:$N\r\n", false},
    {"Content-Length: 0000$N\r\n", false},
    {"transfer-encoding:\tChunked \r\n", true},
    {"Content-Length: 1$N\r\n", false},
    {"Content-Length: 0\r\n", false},
    {"Content-Length: $N\r\nContent-Length: $N\r\n", false},
    {"Content-Length: $N, $N\r\n", false},
    // Lengths that are not numbers, or too large.
    {"Content-Length: +$N\r\n", false},
    {"Content-Length: -$N\r\n", false},
    {"Content-Length: -1\r\n", false},
    {"Content-Length: 0x$X\r\n", false},
    {"Content-Length: $N.0\r\n", false},
    {"Content-Length: $Ne0\r\n", false},
    {"Content-Length: $N;\r\n", false},
    {"Content-Length: $N $N\r\n", false},
    {"Content-Length: $N_0\r\n", false},
    {"Content-Length: \"$N\"\r\n", false},
    {"Content-Length: many\r\n", false},
    {"Content-Length:\r\n", false},
    {"Content-Length: ,\r\n", false},
    {"Content-Length: $N,\r\n", false},
    {"Content-Length: $N\0\r\n"sv, false},
    {"Content-Length: $N\v\r\n", false},
    {"Content-Length: \u0665\r\n", false},
    {"Content-Length: 4294967296\r\n", false},
    {"Content-Length: 9223372036854775808\r\n", false},
    {"Content-Length: 18446744073709551616\r\n", false},
    {"Content-Length: 99999999999999999999999999\r\n", false},
    {"Content-Length: $N, 0\r\n", false},
    {"Content-Length: 0, $N\r\n", false},
    {"Content-Length: $N\r\nContent-Length: 0\r\n", false},
    {"Content-Length: 0\r\nContent-Length: $N\r\n", false},
    {"Content-Length : $N\r\n", false},
    {"Content-Length\t: $N\r\n", false},
    {"Content-Length:\r\n $N\r\n", false},
    {"X-Odd: x\r\n Content-Length: $N\r\n", false},
    {"X-Odd: x\nContent-Length: $N\r\n", false},
    {"Content_Length: $N\r\n", false},
    // Codings other than plain chunked.
    {"Transfer-Encoding: xchunked\r\n", true},
    {"Transfer-Encoding: chunkedx\r\n", true},
    {"Transfer-Encoding: identity\r\n", true},
    {"Transfer-Encoding: gzip\r\n", true},
    {"Transfer-Encoding: gzip, chunked\r\n", true},
    {"Transfer-Encoding: chunked, identity\r\n", true},
    {"Transfer-Encoding: identity, chunked\r\n", true},
    {"Transfer-Encoding: chunked, chunked\r\n", true},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", true},
    {"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", true},
    {"Transfer-Encoding: \"chunked\"\r\n", true},
    {"Transfer-Encoding: chunked;q=1\r\n", true},
    {"Transfer-Encoding: chu nked\r\n", true},
    {"Transfer-Encoding: ,chunked\r\n", true},
    {"Transfer-Encoding: chunked,\r\n", true},
    {"Transfer-Encoding:\r\n", true},
    {"Transfer-Encoding: chunked\0\r\n"sv, true},
    {"Transfer-Encoding: \vchunked\r\n", true},
    {"Transfer-Encoding:\r\n chunked\r\n", true},
    {"Transfer-Encoding : chunked\r\n", true},
    {"Transfer Encoding: chunked\r\n", true},
    {"Transfer_Encoding: chunked\r\n", true},
    {"X-Odd: x\nTransfer-Encoding: chunked\r\n", true},
    {"X-Odd: x\rTransfer-Encoding: chunked\r\n", true},
    // Both, with different ends of the body.
    {"Content-Length: $N\r\nTransfer-Encoding: chunked\r\n", true},
    {"Transfer-Encoding: chunked\r\nContent-Length: $N\r\n", true},
    {"Content-Length: $C\r\nTransfer-Encoding: chunked\r\n", true},
    {"Transfer-Encoding: chunked\r\nContent-Length: $C\r\n", true},
    {"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", true},
    {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", true},
    {"Content-Length: $N\r\nTransfer-Encoding: chunked\r\n", false},
    {"Content-Length: $N\r\nTransfer-Encoding: xchunked\r\n", false},
    {"Content-Length: $N\r\nTransfer-Encoding: identity\r\n", false},
    {"Content-Length: $C\r\nTransfer-Encoding : chunked\r\n", true},
    {"Content-Length: $N\r\nTransfer-Encoding: chunked, identity\r\n", true},
});

}  // namespace

std::span<const std::string_view> request_lines() {
  return lines;
}

std::span<const std::string_view> methods() {
  return all_methods;
}

std::span<const std::string_view> targets() {
  return all_targets;
}

std::span<const std::string_view> host_fields() {
  return hosts;
}

std::span<const std::string_view> odd_fields() {
  return odd;
}

std::span<const Framing> framings() {
  return all_framings;
}

}  // namespace conform::malformed
