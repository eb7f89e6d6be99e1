#include "fuzz/malformed/features.hpp"

namespace conform::malformed {
namespace {

/// Hashes several numbers into one (the finalizer of MurmurHash3).
class Mix {
 public:
  Mix& operator<<(std::uint64_t value) {
    state_ = (state_ ^ value) * 0xff51afd7ed558ccdULL;
    state_ ^= state_ >> 33;
    return *this;
  }
  [[nodiscard]] std::uint32_t value() const { return static_cast<std::uint32_t>(state_); }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15ULL;
};

std::uint32_t signature_of(const ActResult& act_result) {
  Mix mix;
  for (const auto& answer : act_result.answers.whole) {
    mix << static_cast<std::uint64_t>(answer.status);
  }
  mix << static_cast<std::uint64_t>(act_result.parsed.remainder) << act_result.parsed.valid.size()
      << (act_result.closed ? 1 : 0) << (act_result.answers.begun ? 1 : 0)
      << static_cast<std::uint64_t>(act_result.own.response.status) << act_result.violations.size();
  return mix.value();
}

}  // namespace

std::vector<std::uint32_t> features_of(const ActResult& act_result) {
  const auto manner = signature_of(act_result);
  std::vector<std::uint32_t> features{manner};
  for (std::size_t i = 0; i < fields; ++i) {
    const auto choice = act_result.act[static_cast<Field>(i)];
    if (choice != 0) features.push_back((Mix() << manner << i << choice).value());
  }
  return features;
}

}  // namespace conform::malformed
