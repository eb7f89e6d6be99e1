// The result of `conform prove` as a page: survivors and idle scenarios first, then the matrix of
// defects.
#pragma once

#include <string>
#include <string_view>

#include "harness/prove/proof.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::reports {

/// `command` is the shell command that repeats it.
[[nodiscard]] std::string proof_html(const Proof& proof, const Catalogue& catalogue,
                                     std::string_view version, std::string_view command);

}  // namespace conform::reports
