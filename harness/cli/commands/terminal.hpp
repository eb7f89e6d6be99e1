// What the program may assume about whoever reads its output.
#pragma once

namespace conform {

struct Terminal {
  bool is_terminal = false;
  bool colour = false;    ///< a terminal, and NO_COLOR is not set
  unsigned columns = 80;  ///< as wide as the terminal, within reason
};

/// Of the standard output, or of the standard error when reports take the output.
[[nodiscard]] Terminal look_at_terminal(int file_descriptor);

}  // namespace conform
