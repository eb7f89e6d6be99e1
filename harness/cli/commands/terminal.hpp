// The terminal that the output goes to, if any.
#pragma once

namespace conform {

struct Terminal {
  bool is_terminal = false;
  bool colour = false;    ///< it is a terminal, and NO_COLOR is not set
  unsigned columns = 80;  ///< the terminal's width, within reason
};

/// For the standard output, or for the standard error output if a report is written to the former.
[[nodiscard]] Terminal query_terminal(int file_descriptor);

}  // namespace conform
