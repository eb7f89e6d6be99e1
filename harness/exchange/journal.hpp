// The journal of a run: its exchanges as lines of JSON, which can be judged again at any time.
#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/bounded.hpp"
#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"

namespace conform {

/// The exchange as one line, without line ending. Text that is not UTF-8 is written as base64. What
/// was cut is told: such an exchange is read as too_large, so that nothing is concluded from it.
[[nodiscard]] std::string journal_line(const Exchange& exchange, const Cut& cut = {});

/// The error says what is wrong with the line.
[[nodiscard]] Expected<Exchange, std::string> parse_journal_line(std::string_view line);

/// All lines. The error names the line and says what is wrong with it.
[[nodiscard]] Expected<std::vector<Exchange>, std::string> read_journal(std::istream& in);

}  // namespace conform
