// What `conform prove` has to tell: the matrix of defects and who noticed them, as text and JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "harness/prove/proof.hpp"

namespace conform::reports {

/// For a terminal: a line for each defect, then what needs a look.
[[nodiscard]] std::string proof_text(const Proof& proof);

/// A line for each defect that was tried in both ways.
[[nodiscard]] std::string agreement_text(const std::vector<Agreement>& agreements);

[[nodiscard]] nlohmann::ordered_json proof_document(const Proof& proof);
[[nodiscard]] std::string proof_json(const Proof& proof);

}  // namespace conform::reports
