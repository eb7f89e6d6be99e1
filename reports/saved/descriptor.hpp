// A file descriptor that is closed on destruction.
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

  /// False if the system only now reports that earlier writes were lost.
  bool close();

 private:
  int number_;
};

/// False if not everything could be written; errno says why.
bool write_all(int descriptor, std::string_view text);

/// Why the last system call failed, in words.
[[nodiscard]] std::string system_reason();

}  // namespace conform::reports
