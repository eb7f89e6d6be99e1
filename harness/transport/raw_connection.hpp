// Sends bytes as they are on a connection of their own and listens to the answer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "harness/http/url.hpp"
#include "harness/transport/carriage.hpp"
#include "harness/transport/curl_transport.hpp"

namespace conform {

/// `on_ended` comes once, never from within this call, unless the carriage is destroyed before.
[[nodiscard]] std::unique_ptr<InFlightRequest> send_raw_bytes(
    boost::asio::io_context& io, const http::Url& server, RawTransmission transmission,
    const CurlOptions& options, TransmissionHandler handler,
    std::function<void(const Ending&)> on_ended);

}  // namespace conform
