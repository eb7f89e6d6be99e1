// What a client does with its connection when it has sent everything.
#pragma once

namespace conform {

enum class AfterSending {
  listen,   ///< waits for the answer
  end,      ///< says that no more will come, and waits for the answer
  hang_up,  ///< closes the connection, whatever might have come
  reset,    ///< the same without the orderly end
};

}  // namespace conform
