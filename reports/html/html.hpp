// The report that a person reads in a browser: one page with the verdict, what is broken, the
// matrix of requirements, every verdict, and what the server does where it is free.
#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"
#include "reports/entry.hpp"
#include "reports/formats/json.hpp"
#include "reports/run_summary.hpp"
#include "reports/standing.hpp"
#include "reports/tally.hpp"

namespace conform::reports {

/// Shell lines without credentials.
struct Commands {
  std::string again;      ///< runs the same once more
  std::string of_target;  ///< the same of everything, ready for " --only ID"
  /// Of a campaign, the same campaign once more; empty where it is not known.
  std::string again_campaign = {};
};

class Html final : public Document {
 public:
  /// The catalogue must live as long as this does.
  Html(const Catalogue& catalogue, Commands commands);

  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  [[nodiscard]] nlohmann::ordered_json data() const;
  [[nodiscard]] std::string heading(const nlohmann::ordered_json& document) const;

  Json json_;
  Standings standings_;
  Tally tally_;
  RunSummary summary_;
  Closing closing_ = closing_of_nothing();
  const Catalogue& catalogue_;
  Commands commands_;
  bool campaign_ = false;
};

}  // namespace conform::reports
