// What this program prints. Everything goes through the filter for credentials. Output that nobody
// takes, such as to a pipe that was closed, is dropped, and the command goes on.
#pragma once

#include <fmt/format.h>

#include <ostream>
#include <sstream>
#include <string_view>
#include <utility>

namespace conform {

/// Writes to the standard output.
void write_out(std::string_view text);
/// Writes to the standard error output.
void write_error(std::string_view text);

template <class... Arguments>
void print_out(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_out(fmt::format(format, std::forward<Arguments>(arguments)...));
}

template <class... Arguments>
void print_error(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_error(fmt::format(format, std::forward<Arguments>(arguments)...));
}

/// Collects what is written, and writes it on when it is flushed.
class OutputStream final : public std::ostream {
 public:
  /// Takes write_out or write_error.
  explicit OutputStream(void (*write)(std::string_view)) : std::ostream(&buffer_), buffer_(write) {}

 private:
  class Buffer final : public std::stringbuf {
   public:
    explicit Buffer(void (*write)(std::string_view)) : write_(write) {}

   protected:
    int sync() override {
      write_(view());
      str({});
      return 0;
    }

   private:
    void (*write_)(std::string_view);
  };

  Buffer buffer_;
};

}  // namespace conform
