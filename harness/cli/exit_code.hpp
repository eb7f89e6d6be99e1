// The exit status of the program.
#pragma once

namespace conform::exit_status {

inline constexpr int conformant = 0;
inline constexpr int violations = 1;
inline constexpr int usage = 2;       ///< wrong flags or files, or nothing was run
inline constexpr int not_judged = 3;  ///< the target could not be reached or could not be judged

}  // namespace conform::exit_status
