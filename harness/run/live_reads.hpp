// The requests of an attempt that stay open during later steps, by name: live reads, and requests
// of which a part is held back.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "harness/run/recording.hpp"

namespace conform {

class LiveReads {
 public:
  /// `holds`: how many parts of the request are held back; it is not reported before it is
  /// complete. An open request of the same name is closed.
  void open(const std::string& name, std::unique_ptr<Recording> recording, std::size_t holds);

  [[nodiscard]] Recording& at(const std::string& name);
  /// Null if none has this name.
  [[nodiscard]] const Recording* find(const std::string& name) const;
  /// Whether a request other than a read is under way.
  [[nodiscard]] bool any_write_under_way() const;

  /// Releases the next part that is held back. Returns whether that was the last one.
  [[nodiscard]] bool release_part(const std::string& name);
  /// Calls `show` once for each one that has ended, with whether it was ever complete.
  void show_ended(const std::function<void(Exchange&, bool whole)>& show);
  void hang_up_all();

 private:
  struct Live {
    std::unique_ptr<Recording> recording;
    std::size_t holds = 0;
    bool was_shown = false;
  };
  [[nodiscard]] Live& entry(const std::string& name);

  std::map<std::string, Live> live_;
};

}  // namespace conform
