// The causes of what is wrong in traffic. Those of a server are found by comparing many results;
// what a client breaks is a cause by itself, reported after those of the server with the same
// verdict.
#pragma once

#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/root_causes.hpp"

namespace conform {

class TrafficCauses {
 public:
  void add(const Result& result);
  /// Adds them to the end of a run, the most serious first.
  void rank(RunFinished& finished) const;

 private:
  RootCauses of_server_;
  std::vector<RootCause> of_clients_;
};

}  // namespace conform
