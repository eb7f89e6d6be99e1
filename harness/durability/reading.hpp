// Reading a whole stream, page by page.
#pragma once

#include <optional>
#include <string>

#include "harness/durability/client.hpp"
#include "harness/durability/stream_model.hpp"

namespace conform::durability {

struct Reading {
  int status = 0;  ///< of the first page that was not 200, or else 200; 0 for no answer
  std::optional<Units> units = Units();  ///< nullopt if a body is not JSON although it should be
  bool closed = false;
  bool is_one_page = false;
  std::string next_offset;  ///< empty where the server named none
  std::string etag;         ///< of the first page
  std::string media_type;
  Exchange exchange;  ///< the first page, or the one that was not 200

  [[nodiscard]] bool is_gone() const { return status == 404 || status == 410; }
};

/// From the beginning to the tail. A server that is busy or failing is asked again for a while.
[[nodiscard]] Reading read_all(Client& client, const std::string& stream, Content content);

}  // namespace conform::durability
