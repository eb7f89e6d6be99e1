// What many results come down to: those with the same wrong observation or about the same
// requirement have one cause, and the gravest cause comes first. The order does not depend on the
// order in which results came.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "harness/run/intermittent_errors.hpp"

namespace conform {

class RootCauses {
 public:
  /// Each result once. Those that passed count as well: a requirement that every test saw broken
  /// says more than one that most saw kept.
  void add(const Result& result);

  /// The gravest first: by what is at stake (Harm), a MUST before a SHOULD, many results before
  /// few; but what follows from a plainer cause that is as well supported comes after it. What was
  /// blocked stands with the cause that it shares a wrong observation with. A server error that
  /// comes at times is one cause, whatever was asked.
  [[nodiscard]] std::vector<RootCause> ranked() const;

 private:
  /// Scenarios and rules by id, and whether they failed; all cases of a table count as one.
  using Witnesses = std::map<std::string, bool, std::less<>>;

  /// What is kept of a result that failed, warned or was blocked.
  struct Entry {
    std::string id;
    Verdict verdict = Verdict::fail;
    Level level = Level::must;
    Harm harm = Harm::other;
    std::vector<std::string> requirements;
    std::vector<Observation> observations;
    std::string difference;  ///< what was expected and what came
    std::string expected;
    std::size_t exchanges = 0;
    std::string scenario;            ///< that sent the first of them
    std::set<std::string> features;  ///< that they make use of
    bool is_rule = false;            ///< not written in any suite
    std::set<ServerError> errors;    ///< that a scenario met
    /// The request that had a server error first.
    std::optional<IntermittentErrors::RequestKey> failed_request;
  };
  /// Of the results about one requirement, all cases of a table counted.
  struct Tally {
    std::size_t passed = 0;
    std::size_t failed = 0;
  };
  /// How likely the requirement of a result is what is broken in truth: more is likelier.
  struct Ranked {
    const Entry* entry;
    double weight;
  };
  using Group = std::vector<Ranked>;  ///< the heaviest first
  [[nodiscard]] static std::string signature(const Entry& entry, const Observation& seen);
  [[nodiscard]] static std::set<std::string> signatures_of(const Entry& entry);
  [[nodiscard]] static bool shows_content(const Entry& entry);
  [[nodiscard]] static bool shows_only(const Entry& entry, const ServerError& error);
  [[nodiscard]] static bool is_plainer(const Entry& a, const Entry& b);
  [[nodiscard]] static bool explains(const Group& plain, const Group& grave);
  [[nodiscard]] bool follows_from_status(const Entry& entry) const;
  [[nodiscard]] double weight(const Entry& entry) const;
  [[nodiscard]] std::vector<Ranked> weighed() const;
  [[nodiscard]] bool is_chance(const Entry& entry, const ServerError& error,
                               const std::vector<Ranked>& all) const;
  [[nodiscard]] Group take_intermittent(std::vector<Ranked>& left, const ServerError& error) const;
  [[nodiscard]] static Group take_first(std::vector<Ranked>& left);
  static void fold_content(std::vector<Group>& groups);
  static void begin_with_plainest(Group& group);
  [[nodiscard]] static std::vector<std::size_t> order_of(const std::vector<Group>& groups);
  [[nodiscard]] static RootCause cause_of(const Group& group);

  std::map<std::string, Witnesses, std::less<>> witnesses_;  ///< by requirement
  std::map<std::string, Tally, std::less<>> tallies_;        ///< by requirement
  IntermittentErrors errors_;
  std::size_t results_ = 0;                            ///< those that passed included
  std::map<std::string, Entry, std::less<>> entries_;  ///< by id
};

/// The result to begin with; empty when nothing failed.
[[nodiscard]] std::string start_with(const std::vector<RootCause>& ranked);

/// Writes both into what a run ends with.
void set_ranking(RunFinished& finished, const RootCauses& causes);

}  // namespace conform
