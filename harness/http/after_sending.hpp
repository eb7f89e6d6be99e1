// What a client does with its connection once the whole request is sent.
#pragma once

namespace conform {

enum class AfterSending {
  listen,   ///< wait for the response
  end,      ///< half-close the connection, then wait for the response
  hang_up,  ///< close the connection without waiting
  reset,    ///< close it with a TCP reset
};

}  // namespace conform
