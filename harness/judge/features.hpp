// The features that exchanges use beyond writing and reading a stream, to tell plain tests from
// those that build on them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// Methods other than PUT, POST and GET (2); headers of the protocol (4 to 7) and of HTTP that
/// change what a request means; live reads (5.7, 5.8); offsets (8); JSON (9); subscriptions (6);
/// and "other stream" if several streams are involved. The fewer features, the plainer the test.
[[nodiscard]] std::set<std::string> features_of(const std::vector<Exchange>& exchanges);

/// Whether a requirement ("5.7/wakes") is about forks, live reads or subscriptions, which also show
/// what is wrong with plain streams.
[[nodiscard]] bool builds_on_plain_streams(std::string_view requirement);

}  // namespace conform
