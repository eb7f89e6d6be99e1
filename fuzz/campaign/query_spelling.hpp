// Unusual ways of writing the same query.
#pragma once

#include <cstddef>

#include "fuzz/campaign/knowledge.hpp"
#include "fuzz/sequence/vocabulary.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// Changes how the query of the request is written: its target then has the query verbatim.
/// `serial` makes a query unique.
void spell_query(RequestSpec& request, Spelling spelling, std::size_t serial,
                 const Knowledge& knowledge);

}  // namespace conform::fuzz
