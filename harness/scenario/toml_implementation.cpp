// Debian's shared library was built without multi-line inline tables, so the implementation of
// toml++ is compiled here.
#define TOML_IMPLEMENTATION

#include "harness/scenario/toml.hpp"
