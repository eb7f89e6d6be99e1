#include "harness/run/live_reads.hpp"

#include <algorithm>
#include <utility>

#include "harness/exchange/ensure.hpp"

namespace conform {

void LiveReads::open(const std::string& name, std::unique_ptr<Recording> recording, bool is_held) {
  live_[name] = {std::move(recording), is_held};
}

LiveReads::Live& LiveReads::entry(const std::string& name) {
  const auto found = live_.find(name);
  ensure(found != live_.end(), "a step names a live read that an earlier step has opened");
  return found->second;
}

Recording& LiveReads::at(const std::string& name) {
  return *entry(name).recording;
}

const Recording* LiveReads::find(const std::string& name) const {
  const auto found = live_.find(name);
  return found == live_.end() ? nullptr : found->second.recording.get();
}

bool LiveReads::any_write_under_way() const {
  return std::any_of(live_.begin(), live_.end(), [](const auto& one) {
    const Recording& recording = *one.second.recording;
    return !recording.ended() && recording.exchange().request.method != "GET";
  });
}

bool LiveReads::mark_complete(const std::string& name) {
  return std::exchange(entry(name).is_held, false);
}

void LiveReads::show_ended(const std::function<void(Exchange&)>& show) {
  for (auto& [name, live] : live_) {
    if (!live.recording->ended() || std::exchange(live.was_shown, true)) continue;
    if (!live.is_held) show(live.recording->exchange_by_now());
  }
}

void LiveReads::hang_up_all() {
  for (auto& [name, live] : live_) live.recording->hang_up();
}

}  // namespace conform
