#include "reports/entry.hpp"

#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

class EntryMaker {
 public:
  explicit EntryMaker(const Context& context) : context_(context) {}

  Entry operator()(const RunStarted& run) const {
    Opening out;
    out.version = clean_line(context_.version);
    out.target = line(run.target);
    out.run_id = line(run.run_id);
    out.at = run.at;
    for (const auto& [name, presence, how] : run.capabilities) {
      out.capabilities.push_back({line(name), presence, line(how)});
    }
    out.expected = run.scenarios;
    out.available = run.available;
    out.shard = run.shard;
    return out;
  }

  Entry operator()(const ResultReached& event) const { return finding(event.result, context_); }

  Entry operator()(const BehaviourObserved& seen) const {
    return Behaviour{line(seen.id), line(seen.title), line(seen.value)};
  }

  Entry operator()(const RunFinished& run) const {
    Closing out;
    out.took = run.took;
    out.exchanges = run.exchanges;
    out.observations = run.observations;
    for (const auto& cause : run.root_causes) out.root_causes.push_back(clean(cause));
    out.start_with = line(run.start_with);
    if (run.stopped_early) out.stopped_early.emplace(line(*run.stopped_early));
    for (const auto& note : run.notes) {
      out.notes.push_back(clean_text(with_shortened_words(context_.secrets.hide(note))));
    }
    for (const auto& objection : run.objections) out.objections.push_back(line(objection));
    out.conclusion = run.conclusion;
    return out;
  }

 private:
  [[nodiscard]] RootCause clean(RootCause cause) const {
    cause.headline = line(cause.headline);
    for (auto* ids : {&cause.requirements, &cause.failed, &cause.blocked}) {
      for (auto& id : *ids) id = clean_line(id);
    }
    return cause;
  }
  [[nodiscard]] std::string line(std::string_view text) const {
    return clean_line(with_shortened_words(context_.secrets.hide(text)));
  }

  const Context& context_;
};

}  // namespace

Entry entry_of(const Event& event, const Context& context) {
  return std::visit(EntryMaker(context), event);
}

Closing closing_of_unfinished_run() {
  Closing out;
  out.stopped_early.emplace("the run did not finish");
  return out;
}

}  // namespace conform::reports
