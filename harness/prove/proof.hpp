// Mutation testing of the suites: runs them against each defect of the reference server.
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
  std::vector<std::string> killers;   ///< scenarios and rules that failed or warned, in order
  std::vector<std::string> failed{};  ///< those of them that failed
  std::size_t blocked = 0;
  std::string first;                     ///< the failure that a report begins with
  std::string first_message;             ///< its message
  std::vector<std::string> first_cites;  ///< the requirements that it cites
  std::string unusable;                  ///< why the server could not be tested at all
  std::vector<std::string> faults;  ///< errors in conform itself, which do not count as detection

  [[nodiscard]] bool killed() const { return !killers.empty(); }
  /// Whether the first failure cites a requirement that the defect violates, or one of the same
  /// section.
  [[nodiscard]] bool cites_right_requirement() const;
};

struct Proof {
  std::vector<Trial> trials;      ///< in the order of the catalogue
  std::vector<std::string> idle;  ///< scenarios and rules that detected no defect, without cases
  std::vector<std::string> false_failures;  ///< failures reported for the server without any defect
  std::vector<std::string> faults;          ///< errors in conform itself, with or without a defect
  double seconds = 0;

  [[nodiscard]] std::size_t killed() const;
  [[nodiscard]] std::size_t with_right_requirement() const;
  [[nodiscard]] std::vector<const Trial*> survivors() const;
};

/// Runs the selected scenarios and rules against every defect, with one thread per core: on virtual
/// clocks, or over HTTP if only raw connections show the defect. `on_trial` is called with the
/// number of finished trials, from any thread, one call at a time.
[[nodiscard]] Proof prove(const Selected& selected, const std::vector<defects::Defect>& defects,
                          const std::function<void(std::size_t done)>& on_trial);

/// One defect in the simulation and over HTTP: both must detect the same.
struct Agreement {
  Trial simulated;
  Trial over_http;

  [[nodiscard]] bool agree() const;
};

/// Runs each defect both ways, one after another: over HTTP, a run takes seconds. If the two
/// disagree, HTTP is retried: a race condition does not show every time.
[[nodiscard]] std::vector<Agreement> compare_over_http(const Selected& selected,
                                                       const std::vector<defects::Defect>& defects);

}  // namespace conform
