// The result of `conform prove`: the matrix of defects and which tests detected them, as text and
// JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "harness/prove/dialect_proof.hpp"
#include "harness/prove/proof.hpp"

namespace conform::reports {

/// For a terminal: a line per defect, then what needs attention.
[[nodiscard]] std::string proof_text(const Proof& proof);

/// A line for each defect that was run both ways.
[[nodiscard]] std::string agreement_text(const std::vector<Agreement>& agreements);

/// What tests held against correct servers, and a line with the total.
[[nodiscard]] std::string dialects_text(const std::vector<DialectTrial>& trials);

[[nodiscard]] nlohmann::ordered_json proof_document(const Proof& proof);
[[nodiscard]] std::string proof_json(const Proof& proof);

}  // namespace conform::reports
