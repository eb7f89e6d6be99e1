// Undoes what the logs of a watched folder record as written and not synced.
#pragma once

namespace conform::durability {

/// `logs` and `folder` are absolute paths. If the folder of the logs has a file "undo", it says
/// what to do: "lost" undoes every write that was not synced; "torn N" leaves some of them to each
/// file, the last in part, as the number N decides. Afterwards that file and the logs are gone. Can
/// be interrupted and done again. Nothing that it calls may be watched.
void undo_if_asked(const char* logs, const char* folder);

}  // namespace conform::durability
