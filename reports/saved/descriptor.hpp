// A file descriptor that is closed when it goes.
#pragma once

#include <string>
#include <string_view>

namespace conform::reports {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;

  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

  /// False when the system reports only now that earlier writes were lost.
  bool close();

 private:
  int number_;
};

/// False when not all of it could be written; errno tells why.
bool write_all(int descriptor, std::string_view text);

/// Why the last system call failed, in words.
[[nodiscard]] std::string system_reason();

}  // namespace conform::reports
