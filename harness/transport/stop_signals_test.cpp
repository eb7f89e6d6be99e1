// Each in a process of its own, because signals concern the whole process.
#include "harness/transport/stop_signals.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>

#include "harness/transport/curl_transport.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

void exit_if(bool is_right) {
  std::_Exit(is_right ? EXIT_SUCCESS : EXIT_FAILURE);
}

const testing::ExitedWithCode is_right(EXIT_SUCCESS);

/// Whether the transport calls the task before a second has passed.
bool is_interrupted(CurlTransport& transport, bool& interrupted) {
  bool is_late = false;
  transport.at(transport.now() + 1s, [&] { is_late = true; });
  while (!interrupted && !is_late) transport.run_once();
  return interrupted;
}

TEST(StopSignals, TheFirstIsNoted) {
  EXPECT_EXIT(
      {
        note_stop_signals();
        const bool before = stop_was_asked();
        std::raise(SIGTERM);
        exit_if(!before && stop_was_asked());
      },
      is_right, "");
}

TEST(StopSignals, TheSecondEndsTheProcess) {
  EXPECT_EXIT(
      {
        note_stop_signals();
        std::raise(SIGINT);
        std::raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "");
}

TEST(StopSignals, OneThatIsIgnoredStaysIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        note_stop_signals();
        std::raise(SIGHUP);
        exit_if(!stop_was_asked());
      },
      is_right, "");
}

TEST(StopSignals, OneThatCameBeforeInterruptsATransport) {
  EXPECT_EXIT(
      {
        note_stop_signals();
        std::raise(SIGHUP);
        CurlTransport transport;
        bool interrupted = false;
        transport.on_interrupt([&] { interrupted = true; });
        exit_if(is_interrupted(transport, interrupted));
      },
      is_right, "");
}

TEST(StopSignals, WhatInterruptsATransportIsNoted) {
  EXPECT_EXIT(
      {
        note_stop_signals();
        CurlTransport transport;
        bool interrupted = false;
        transport.on_interrupt([&] { interrupted = true; });
        std::raise(SIGINT);
        exit_if(is_interrupted(transport, interrupted) && stop_was_asked());
      },
      is_right, "");
}

TEST(StopSignals, AreNotedAgainAfterATransport) {
  EXPECT_EXIT(
      {
        note_stop_signals();
        {
          CurlTransport transport;
          transport.on_interrupt([] {});
        }
        std::raise(SIGTERM);
        exit_if(stop_was_asked());
      },
      is_right, "");
}

TEST(StopSignals, AreAsBeforeAfterATransport) {
  EXPECT_EXIT(
      {
        {
          CurlTransport transport;
          transport.on_interrupt([] {});
        }
        std::raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace conform
