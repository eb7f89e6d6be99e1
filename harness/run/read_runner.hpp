// Reads a stream from an offset to its end, page by page, as one response.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/body_comparison.hpp"
#include "harness/run/step_runner.hpp"

namespace conform {

class ReadRunner : public StepRunner {
 public:
  ReadRunner(StepContext& context, const ReadStep& step) : context_(context), step_(step) {}

  StepProgress start() override;
  StepProgress on_progress() override;

 private:
  void begin();
  void request_page();
  void note_page(Exchange& page);
  [[nodiscard]] bool is_last_page(const Exchange& exchange) const;
  void request_next_page();
  [[nodiscard]] bool has_too_many_pages() const;
  [[nodiscard]] StepProgress give_up();
  [[nodiscard]] std::vector<Mismatch> found_at_end();
  /// Reads everything once more, bypassing caches (R37), if one may have answered.
  [[nodiscard]] bool reads_past_caches();

  StepContext& context_;
  const ReadStep& step_;
  std::unique_ptr<Recording> reading_;
  std::string offset_;              ///< of the current page
  std::string earlier_offset_;      ///< of a page before it: one that comes again is no progress
  std::vector<std::string> pages_;  ///< bodies so far, unless they are compared as they come
  std::size_t page_count_ = 0;
  std::size_t empty_in_a_row_ = 0;
  std::optional<BodyComparison> comparison_;  ///< of a body that is too large to be kept
  Exchange answer_;                           ///< the last page, with the bodies of all
  bool past_caches_ = false;
};

}  // namespace conform
