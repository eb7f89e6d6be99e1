#include "harness/transport/ending.hpp"

#include <fmt/format.h>

namespace conform {

std::string in_words(Duration duration) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  using Seconds = std::chrono::duration<double>;
  if (duration < std::chrono::seconds(1))
    return fmt::format("{:.3g} ms", Milliseconds(duration).count());
  return fmt::format("{:.1f} s", Seconds(duration).count());
}

std::string bytes_in_words(std::uint64_t count) {
  return fmt::format("{} byte{}", count, count == 1 ? "" : "s");
}

Ending timed_out(const Progress& progress, Duration limit) {
  const auto time = in_words(limit);
  if (!progress.any_byte) {
    return {Outcome::timed_out, fmt::format("no response in {}", time)};
  }
  if (!progress.head_complete) {
    return {Outcome::timed_out,
            fmt::format("the head of the response was not complete within {}", time)};
  }
  return {Outcome::timed_out,
          fmt::format("the response did not end within {}; {} of its body had arrived", time,
                      bytes_in_words(progress.body_bytes))};
}

Ending body_too_large(std::uint64_t limit) {
  return {Outcome::too_large,
          fmt::format("the body of the response has more than {}", bytes_in_words(limit))};
}

Ending head_too_large(std::uint64_t limit) {
  return {Outcome::too_large,
          fmt::format("the head of the response has more than {}", bytes_in_words(limit))};
}

}  // namespace conform
