#include "harness/run/job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exchange/ensure.hpp"
#include "harness/run/demand.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/traffic.hpp"

namespace conform {

Job::Job(const Scenario& of, std::size_t number)
    : scenario(&of),
      serial(number),
      peak(peak_requests(of)),
      holds_reads(holds_reads_while_idle(of)),
      large_bytes(conform::large_bytes(of)) {}

AttemptEnd::Kind Job::ending_kind() const {
  ensure(ending.has_value(), "only the end of an attempt that has ended is asked for");
  return ending->kind;
}

std::unique_ptr<Job> fresh_job(const Job& job) {
  auto again = std::make_unique<Job>(*job.scenario, job.serial);
  again->attempts = job.attempts;
  again->began = job.began;
  return again;
}

bool depends_on_time(const Job& job) {
  const Step& step = job.scenario->steps[job.ending->step];
  const bool waits = std::holds_alternative<OpenStep>(step.action) ||
                     std::holds_alternative<AwaitStep>(step.action) ||
                     std::holds_alternative<ReceiveStep>(step.action);
  const auto& all = job.attempt->exchanges();
  return waits || (step.expect && step.expect->at_most) ||
         std::any_of(all.begin(), all.end(),
                     [](const Exchange& one) { return one.outcome == Outcome::timed_out; });
}

std::string failure_kind_of(const Job& job) {
  std::string seen = job.ending->got;
  const auto& all = job.attempt->exchanges();
  if (!all.empty()) seen += " " + kind_of(all.back().request);
  std::erase_if(seen, [](char c) { return c >= '0' && c <= '9'; });
  return fmt::format("{} {}", static_cast<int>(job.ending->kind), seen);
}

const Exchange* last_lost(const Job& job) {
  const auto kind = job.ending_kind();
  if (kind == AttemptEnd::Kind::passed || kind == AttemptEnd::Kind::faulted ||
      kind == AttemptEnd::Kind::void_ || kind == AttemptEnd::Kind::not_read) {
    return nullptr;
  }
  const auto& all = job.attempt->exchanges();
  const auto lost = std::find_if(all.rbegin(), all.rend(), [](const Exchange& one) {
    return is_lost(one) || one.outcome == Outcome::cut_short;
  });
  return lost == all.rend() ? nullptr : &*lost;
}

}  // namespace conform
