// What the suites are worth: each defect of the reference server, and who noticed it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fixtures/defects/defect.hpp"
#include "harness/run/selection.hpp"

namespace conform {

/// A run against the reference server with one defect.
struct Trial {
  defects::Defect defect;
  std::vector<std::string> killers;   ///< scenarios and rules that failed or warned, as they came
  std::vector<std::string> failed{};  ///< those of them that failed
  std::size_t blocked = 0;
  std::string first;                     ///< the accusation that a report begins with
  std::string first_message;             ///< and what it says
  std::vector<std::string> first_cites;  ///< and the promises that it says are broken
  std::string unusable;                  ///< why the server could not be judged at all
  std::vector<std::string> faults;       ///< where conform itself went wrong: nobody noticed that

  [[nodiscard]] bool killed() const { return !killers.empty(); }
  /// The accusation cites a promise that the defect breaks, or one of the same section.
  [[nodiscard]] bool blamed_right() const;
};

struct Proof {
  std::vector<Trial> trials;      ///< in the order of the catalogue
  std::vector<std::string> idle;  ///< scenarios and rules that noticed no defect, without cases
  std::vector<std::string> false_failures;  ///< what was held against the server without any defect
  std::vector<std::string> faults;  ///< where conform itself went wrong, with or without a defect
  double seconds = 0;

  [[nodiscard]] std::size_t killed() const;
  [[nodiscard]] std::size_t blamed_right() const;
  [[nodiscard]] std::vector<const Trial*> survivors() const;
};

/// Runs the selected scenarios and rules against every defect on virtual clocks, on as many threads
/// as there are cores. `on_trial` is told how many are done, from any thread, one call at a time.
[[nodiscard]] Proof prove(const Selected& selected, const std::vector<defects::Defect>& defects,
                          const std::function<void(std::size_t done)>& on_trial);

/// One defect in the simulation and over HTTP: what one notices the other must notice too.
struct Agreement {
  Trial simulated;
  Trial over_http;

  [[nodiscard]] bool agree() const;
};

/// Runs each of these both ways, one after another: over HTTP, a run takes seconds. Where the two
/// do not agree, HTTP is tried again: a race does not show each time.
[[nodiscard]] std::vector<Agreement> compare_over_http(const Selected& selected,
                                                       const std::vector<defects::Defect>& defects);

}  // namespace conform
