// What a stream holds, or part of it: bytes or, in JSON mode, messages (section 9.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

class Content {
 public:
  static Content none(bool json);
  static Content of_bytes(std::string bytes);
  static Content of_messages(std::vector<std::string> canonical_messages);
  /// What an append of this body adds; nullopt if the body is not JSON that we can read, or is JSON
  /// whose meaning is undefined (R14).
  static std::optional<Content> appended(std::string_view body, bool json);
  /// What a read with this body shows; nullopt if it is not a JSON array that we can read.
  static std::optional<Content> read(std::string_view body, bool json);

  /// Length in positions: bytes, or messages in JSON mode.
  [[nodiscard]] std::size_t size() const { return json_ ? messages_.size() : bytes_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] bool is_json() const { return json_; }
  /// The bytes; empty in JSON mode.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  void append(const Content& more);
  /// The part starting at `from`, at most `count` positions long.
  [[nodiscard]] Content part(std::size_t from, std::size_t count) const;
  /// Where `other`, placed at position `at` of this content, first differs, as an index into
  /// `other`; nullopt if they agree or do not overlap. Numbers are compared as doubles (R14).
  [[nodiscard]] std::optional<std::size_t> first_difference(std::size_t at,
                                                            const Content& other) const;
  /// The same for messages in which a number that a double cannot represent was altered.
  [[nodiscard]] std::optional<std::size_t> first_altered(std::size_t at,
                                                         const Content& other) const;
  /// Approximate memory use.
  [[nodiscard]] std::size_t weight() const { return weight_; }
  [[nodiscard]] std::string quoted() const;

 private:
  bool json_ = false;
  std::string bytes_;
  std::vector<std::string> messages_;
  std::size_t weight_ = 0;
};

}  // namespace conform
