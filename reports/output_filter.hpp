// The last step of everything that this program writes: console, reports, journals, findings, error
// messages. What is secret is known to the whole process, as the standard streams belong to it, so
// that no writer can forget it. Reports hide secrets before that too, while texts are still whole.
#pragma once

#include <string>
#include <string_view>

#include "reports/secrets.hpp"

namespace conform::reports {

/// From now on, none of them is written.
void never_write(const Secrets& secrets);

/// The same for the credentials of an exchange that somebody else has sent.
void never_write_those_of(const Exchange& exchange);

/// All of them.
[[nodiscard]] Secrets unwritten();

/// The text as it may be written.
[[nodiscard]] std::string writable(std::string_view text);
/// The exchange as it may be written.
[[nodiscard]] Exchange writable_exchange(Exchange exchange);

}  // namespace conform::reports
