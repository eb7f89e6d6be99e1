#include "harness/http/gzip.hpp"

#include <zlib.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace conform::http {
namespace {

// 15 bits of window; 16 more for the header and trailer of gzip.
constexpr int gzip_window_bits = 15 + 16;
constexpr int usual_memory_level = 8;

/// zlib reads through this pointer, and changes nothing there.
Bytef* input(std::string_view bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast,cppcoreguidelines-pro-type-reinterpret-cast)
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

Bytef* output(char* bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return reinterpret_cast<Bytef*>(bytes);
}

using Stream = std::unique_ptr<z_stream, int (*)(z_stream*)>;

Stream inflating(z_stream& state, std::string_view coded) {
  state.next_in = input(coded);
  state.avail_in = static_cast<uInt>(coded.size());
  if (inflateInit2(&state, gzip_window_bits) != Z_OK) throw std::bad_alloc();
  return {&state, inflateEnd};
}

}  // namespace

std::string gzip(std::string_view content) {
  z_stream state{};
  if (deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window_bits, usual_memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  const Stream stream{&state, deflateEnd};
  std::string coded(deflateBound(&state, static_cast<uLong>(content.size())), '\0');
  state.next_in = input(content);
  state.avail_in = static_cast<uInt>(content.size());
  state.next_out = output(coded.data());
  state.avail_out = static_cast<uInt>(coded.size());
  if (deflate(&state, Z_FINISH) != Z_STREAM_END) throw std::logic_error("gzip does not end");
  coded.resize(state.total_out);
  return coded;
}

Expected<std::string, std::string> gunzip(std::string_view coded, std::size_t max_bytes) {
  z_stream state{};
  const auto stream = inflating(state, coded);
  std::string content;
  std::array<char, 16384> part{};
  int status = Z_OK;
  while (status == Z_OK) {
    state.next_out = output(part.data());
    state.avail_out = part.size();
    status = inflate(&state, Z_NO_FLUSH);
    content.append(part.data(), part.size() - state.avail_out);
    if (content.size() > max_bytes) return unexpected<std::string>("it is too large");
  }
  if (status == Z_BUF_ERROR) return unexpected<std::string>("it ends early");
  if (status != Z_STREAM_END) return unexpected<std::string>("it is not gzip");
  if (state.avail_in > 0) return unexpected<std::string>("bytes follow its end");
  return content;
}

}  // namespace conform::http
