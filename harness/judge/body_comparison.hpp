// Compares a body that is too large to be kept with what is expected, piece by piece as it comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/judge/mismatch.hpp"
#include "harness/scenario/body_bytes.hpp"

namespace conform {

class BodyComparison {
 public:
  /// One part of the expected body at a time is in memory. `what`: "body", for messages.
  BodyComparison(BodyRepeat expected, Fill fill, std::string_view what);

  /// The next bytes of the body.
  void take(std::string_view bytes);
  [[nodiscard]] bool differs() const { return difference_.has_value(); }
  /// What is wrong if no more bytes come: the first difference, or that bytes are missing.
  [[nodiscard]] std::optional<Mismatch> end();

 private:
  /// False if nothing more is expected.
  [[nodiscard]] bool has_next();
  void note_difference(std::string_view bytes);

  BodyRepeat expected_;
  Fill fill_;
  std::string what_;
  std::uint64_t number_ = 0;  ///< of the part that is expected now
  std::string part_;
  std::size_t at_ = 0;       ///< in the part
  std::uint64_t taken_ = 0;  ///< bytes that were as expected
  std::optional<Mismatch> difference_;
};

}  // namespace conform
