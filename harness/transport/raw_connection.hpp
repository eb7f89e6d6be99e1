// Sends raw bytes on a new connection and reads the response.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "harness/http/url.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/in_flight_request.hpp"

namespace conform {

/// `on_ended` is called once, never from within this call, and not at all if the returned object is
/// destroyed first.
[[nodiscard]] std::unique_ptr<InFlightRequest> send_raw_bytes(
    boost::asio::io_context& io, const http::Url& server, RawTransmission transmission,
    const CurlOptions& options, TransmissionHandler handler,
    std::function<void(const Ending&)> on_ended);

}  // namespace conform
