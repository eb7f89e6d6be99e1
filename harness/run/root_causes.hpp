// Groups results by root cause: those with the same wrong observation or about the same requirement
// have one cause, and the most serious cause comes first. Independent of the order in which the
// results come.
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
  /// Each result once. Those that passed count as well: a requirement that failed in every test is
  /// a more likely cause than one that most tests passed.
  void add(const Result& result);

  /// The most serious first: by what is at stake (Harm), a MUST before a SHOULD, many results
  /// before few; but what follows from a simpler, equally well supported cause comes after it.
  /// Blocked results belong to the cause with which they share a wrong observation. An intermittent
  /// server error is one cause, whatever the requests.
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
    std::string difference;  ///< what was expected and what was received
    std::string expected;
    std::size_t exchanges = 0;
    std::string scenario;            ///< that sent the first of them
    std::set<std::string> features;  ///< that they make use of
    bool is_rule = false;            ///< not from any suite
    std::set<ServerError> errors;    ///< that a scenario encountered
    /// The first request that had a server error.
    std::optional<IntermittentErrors::RequestKey> failed_request;
  };
  /// Counts of the results about one requirement, all cases of a table included.
  struct Tally {
    std::size_t passed = 0;
    std::size_t failed = 0;
  };
  /// How likely the requirement of a result is the one that is actually broken: higher is likelier.
  struct Ranked {
    const Entry* entry;
    double weight;
  };
  using Group = std::vector<Ranked>;  ///< highest weight first
  [[nodiscard]] static std::string signature(const Entry& entry, const Observation& seen);
  [[nodiscard]] static std::set<std::string> signatures_of(const Entry& entry);
  [[nodiscard]] static bool shows_content(const Entry& entry);
  [[nodiscard]] static bool shows_only(const Entry& entry, const ServerError& error);
  [[nodiscard]] static bool is_simpler(const Entry& a, const Entry& b);
  [[nodiscard]] static bool explains(const Group& plain, const Group& grave);
  [[nodiscard]] bool follows_from_status(const Entry& entry) const;
  [[nodiscard]] double weight(const Entry& entry) const;
  [[nodiscard]] std::vector<Ranked> weighted() const;
  [[nodiscard]] bool is_chance(const Entry& entry, const ServerError& error,
                               const std::vector<Ranked>& all) const;
  [[nodiscard]] Group take_intermittent(std::vector<Ranked>& left, const ServerError& error) const;
  [[nodiscard]] static Group take_first(std::vector<Ranked>& left);
  static void fold_content(std::vector<Group>& groups);
  static void put_simplest_first(Group& group);
  [[nodiscard]] static std::vector<std::size_t> order_of(const std::vector<Group>& groups);
  [[nodiscard]] static RootCause cause_of(const Group& group);

  std::map<std::string, Witnesses, std::less<>> witnesses_;  ///< by requirement
  std::map<std::string, Tally, std::less<>> tallies_;        ///< by requirement
  IntermittentErrors errors_;
  std::size_t results_ = 0;                            ///< including those that passed
  std::map<std::string, Entry, std::less<>> entries_;  ///< by id
};

/// The result to start with; empty if nothing failed.
[[nodiscard]] std::string start_with(const std::vector<RootCause>& ranked);

/// Adds both to the end of a run.
void set_ranking(RunFinished& finished, const RootCauses& causes);

}  // namespace conform
