// The journal of a run: its exchanges as lines of JSON, to be judged again at any time.
#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"

namespace conform {

/// The exchange as one line, without its end. Text that is no UTF-8 is written as base64.
[[nodiscard]] std::string journal_line(const Exchange& exchange);

/// The error says what is wrong with the line.
[[nodiscard]] Expected<Exchange, std::string> parse_journal_line(std::string_view line);

/// All lines; the error says in which line what is wrong.
[[nodiscard]] Expected<std::vector<Exchange>, std::string> read_journal(std::istream& in);

}  // namespace conform
