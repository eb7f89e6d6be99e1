// What libcurl's result codes mean for the server under test.
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "harness/http/instant.hpp"
#include "harness/transport/ending.hpp"

namespace conform {

struct CurlResult {
  CURLcode code = CURLE_OK;
  std::string_view detail;  ///< libcurl's error buffer
  long system_error = 0;    ///< errno of the connection; 0 if there was no error
  Progress progress;
  Duration connect_limit{};
};

[[nodiscard]] Ending ending_of(const CurlResult& result);

}  // namespace conform
