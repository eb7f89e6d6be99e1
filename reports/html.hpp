// The report that a person reads in a browser: one page with the verdict, what is broken, the
// matrix of promises, every verdict, and what the server does where it is free.
#pragma once

#include <string>

#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/finding.hpp"
#include "reports/json.hpp"
#include "reports/standing.hpp"

namespace conform::reports {

/// Shell lines without credentials.
struct Commands {
  std::string again;      ///< runs the same once more
  std::string of_target;  ///< the same of everything, ready for " --only ID"
};

class Html final : public Reporter {
 public:
  /// The catalogue must live as long as this does.
  Html(const Context& context, const Catalogue& catalogue, Commands commands);

  void on(const Event& event) override;

  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] nlohmann::ordered_json data() const;

  Json json_;
  Standings standings_;
  const Catalogue& catalogue_;
  Commands commands_;
};

}  // namespace conform::reports
