// The requests of an attempt that stay open while later steps act, by name: live reads, and
// requests of which a part is held back.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "harness/run/recording.hpp"

namespace conform {

class LiveReads {
 public:
  /// `is_held`: a part of the request is held back, and nobody is told of it before it is whole.
  /// One of the same name is hung up.
  void open(const std::string& name, std::unique_ptr<Recording> recording, bool is_held);

  [[nodiscard]] Recording& at(const std::string& name);
  /// Null where none has this name.
  [[nodiscard]] const Recording* find(const std::string& name) const;
  /// Whether a request that is no read is under way.
  [[nodiscard]] bool any_write_under_way() const;

  /// From now on it is whole; whether it was held back.
  [[nodiscard]] bool take_hold_off(const std::string& name);
  /// Shows each one that has ended once; what was held back to its end is shown to nobody.
  void show_ended(const std::function<void(Exchange&)>& show);
  void hang_up_all();

 private:
  struct Live {
    std::unique_ptr<Recording> recording;
    bool is_held = false;
    bool was_shown = false;
  };
  [[nodiscard]] Live& entry(const std::string& name);

  std::map<std::string, Live> live_;
};

}  // namespace conform
