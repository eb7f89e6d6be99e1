// Results of operations that can fail in normal use. Exceptions are for what should never happen.
#pragma once

#include <tl/expected.hpp>

namespace conform {

template <class Value, class Error>
using Expected = tl::expected<Value, Error>;

using tl::unexpected;

}  // namespace conform
