#include "harness/run/live_reads.hpp"

#include <algorithm>
#include <utility>

#include "harness/exchange/ensure.hpp"

namespace conform {

void LiveReads::open(const std::string& name, std::unique_ptr<Recording> recording,
                     std::size_t holds) {
  live_[name] = {std::move(recording), holds};
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

bool LiveReads::release_part(const std::string& name) {
  auto& holds = entry(name).holds;
  if (holds == 0) return false;
  --holds;
  return holds == 0;
}

void LiveReads::show_ended(const std::function<void(Exchange&, bool whole)>& show) {
  for (auto& [name, live] : live_) {
    if (!live.recording->ended() || std::exchange(live.was_shown, true)) continue;
    show(live.recording->exchange_by_now(), live.holds == 0);
  }
}

void LiveReads::hang_up_all() {
  for (auto& [name, live] : live_) live.recording->hang_up();
}

}  // namespace conform
