#include "harness/cli/shell/completion_values.hpp"

#include "harness/cli/options/option.hpp"

namespace conform {
namespace {

Values kind_of(Option::Offers offers) {
  switch (offers) {
    case Option::Offers::scenarios:
      return Values::scenarios;
    case Option::Offers::suites:
      return Values::suites;
    case Option::Offers::defects:
      return Values::defects;
    case Option::Offers::everything:
      return Values::everything;
    case Option::Offers::by_value_word:
      break;
  }
  return Values::free;
}

}  // namespace

CompletionValues values_of(const OutlineOption& option) {
  const Option* row = option.row;
  if (row == nullptr) return {option.value.empty() ? Values::none : Values::free};
  if (!row->words.empty()) return {Values::words, row->words};
  if (row->offers != Option::Offers::by_value_word) {
    return {kind_of(row->offers), {}, row->by_commas};
  }
  if (row->value == "FILE" || row->value == "PATH") return {Values::files};
  if (row->value == "DIR") return {Values::folders};
  return {row->value.empty() ? Values::none : Values::free};
}

}  // namespace conform
