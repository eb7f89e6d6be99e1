// What campaigns mutate: records of small numbers, each of which is a choice. Any bytes are a
// sequence of records, and a small change of the bytes is a small change of the sequence.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace conform::fuzz {

/// `Field` is an enumeration of `count` members that begins with 0.
template <class Field, std::size_t count>
struct Record {
  static constexpr std::size_t size = count;

  std::array<std::uint8_t, count> value{};

  [[nodiscard]] std::size_t operator[](Field field) const {
    return value[static_cast<std::size_t>(field)];
  }
  void set(Field field, std::size_t choice) {
    value[static_cast<std::size_t>(field)] = static_cast<std::uint8_t>(choice);
  }
  auto operator<=>(const Record&) const = default;
};

/// Never fails: every `size` bytes are a record, brought into its normal form; a remainder, and
/// everything beyond the longest sequence, is ignored.
template <class R>
[[nodiscard]] std::vector<R> decode_records(std::span<const std::uint8_t> bytes,
                                            std::size_t longest) {
  std::vector<R> records(std::min(bytes.size() / R::size, longest));
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto record = bytes.subspan(i * R::size, R::size);
    std::copy(record.begin(), record.end(), records[i].value.begin());
    records[i] = normal(records[i]);
  }
  return records;
}

template <class R>
[[nodiscard]] std::vector<std::uint8_t> encode_records(const std::vector<R>& records) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(records.size() * R::size);
  for (const auto& record : records) {
    bytes.insert(bytes.end(), record.value.begin(), record.value.end());
  }
  return bytes;
}

/// Random numbers that are determined by the seed.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : random_(seed) {}

  /// Below `count`, which is not 0.
  std::size_t below(std::size_t count) { return random_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::minstd_rand random_;
};

}  // namespace conform::fuzz
