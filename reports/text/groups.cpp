#include "reports/text/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

namespace conform::reports {
namespace {

constexpr std::size_t few_ids = 6;
constexpr std::size_t few_groups = 20;

std::string listed(const std::vector<std::string>& ids, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(ids.size(), most); ++i) {
    out += (i == 0 ? "" : ", ") + ids[i];
  }
  if (ids.size() > most) out += fmt::format(", … and {} more", ids.size() - most);
  return out;
}

}  // namespace

void Groups::add(const std::string& reason, const std::string& id) {
  auto group = std::find_if(groups_.begin(), groups_.end(),
                            [&](const Group& known) { return known.reason == reason; });
  if (group == groups_.end()) group = groups_.insert(group, Group{reason, {}});
  group->ids.push_back(id);
}

std::vector<Line> Groups::lines(std::size_t width, Ids ids) const {
  std::multimap<std::size_t, const Group*, std::greater<>> by_size;
  for (const auto& group : groups_) by_size.emplace(group.ids.size(), &group);
  const std::size_t most = ids == Ids::all ? by_size.size() : few_groups;
  std::vector<Line> out;
  std::size_t shown = 0;
  for (const auto& [size, group] : by_size) {
    if (shown == most) break;
    ++shown;
    add_group(out, *group, width, ids);
  }
  if (shown < by_size.size()) {
    const auto text = fmt::format("… and {} more with --verbose", by_size.size() - shown);
    add_paragraph(out, {Style::strong, text}, width, 2);
  }
  return out;
}

void Groups::add_group(std::vector<Line>& out, const Group& group, std::size_t width, Ids ids) {
  const std::string reason = group.reason.empty() ? "no reason was given" : group.reason;
  const std::size_t size = group.ids.size();
  add_labelled(out, fmt::format("{:>3}", size), 5, {Style::plain, reason}, width, 2);
  if (ids == Ids::none) return;
  const std::size_t named = ids == Ids::few ? few_ids : size;
  add_paragraph(out, {Style::quiet, listed(group.ids, named)}, width, 7);
}

}  // namespace conform::reports
