"""A clock before 1970, and clocks that are set while conform works: clock_test.py PROGRAM, where PROGRAM is
the built conform. Nothing waits for ever, no time is negative, and no server fails for it."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

PROGRAM = "conform"
SHIM = Path(__file__).with_name("set_clock.c")
LONGEST_SECONDS = 120
BEFORE_1970 = "0:-1900000000"
DAY = 86400
BACK = f"1:-{DAY}"
FORWARD = f"1:{DAY}"
SERVER = "conform serve --port {port}"


class ClockTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shims = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shims.cleanup)
        cls.shim = os.path.join(cls.shims.name, "set_clock.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", cls.shim, SHIM, "-ldl"], check=True)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.environment = {
            key: value for key, value in os.environ.items() if "SHARD" not in key and key != "CI"}
        self.environment["XDG_CACHE_HOME"] = self.folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, *arguments, clock=None):
        faked = {} if clock is None else {"LD_PRELOAD": self.shim, "CONFORM_CLOCK": clock,
                                          "ASAN_OPTIONS": "verify_asan_link_order=0"}
        process = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**self.environment, **faked})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def end(self, process, statuses=(0,)):
        output, _ = process.communicate(timeout=LONGEST_SECONDS)
        self.assertIn(process.returncode, statuses, output)
        return output

    def conform(self, *arguments, clock=None, statuses=(0,)):
        return self.end(self.start(*arguments, clock=clock), statuses)

    def conform_by_each(self, clocks, *arguments, statuses=(0,)):
        """Runs it by each of these clocks, all at once, and returns the JSON reports."""
        running = {}
        for number, clock in enumerate(clocks):
            own = [one.replace("{number}", str(number)) for one in arguments]
            running[clock, number] = self.start(*own, *self.reports(number), clock=clock)
        reports = []
        for (clock, number), process in running.items():
            with self.subTest(clock):
                self.end(process, statuses)
                reports.append(self.check_reports(number))
        return reports

    def serve(self):
        """The URL of a server whose clock is right."""
        server = self.start("serve", "--port", "0")
        for line in server.stdout:
            if found := re.search(r"http://[0-9.:]+[0-9]", line):
                return found[0]
        self.fail("the server does not start")

    def reports(self, number=0):
        return ["--json", self.path(f"{number}.json"), "--junit", self.path(f"{number}.xml"),
                "--html", self.path(f"{number}.html")]

    def check_reports(self, number=0):
        with open(self.path(f"{number}.json")) as file:
            report = json.load(file)
        self.assertNotRegex(json.dumps(report), r'"[a-z_]*(seconds|duration|took|ms)"\s*:\s*-')
        for node in ElementTree.parse(self.path(f"{number}.xml")).getroot().iter():
            self.assertGreaterEqual(float(node.get("time", "0")), 0)
            if stamp := node.get("timestamp"):
                datetime.fromisoformat(stamp.replace("Z", "+00:00"))
        return report

    def assert_nothing_failed(self, reports):
        for report in reports:
            failed = [one["id"] for one in report["scenarios"] if one["verdict"] == "fail"]
            self.assertEqual(failed, [])


class Runs(ClockTest):
    LIFETIMES = ["run", "--only", "expiry.time-*", "--only", "expiry.ttl-*"]

    def test_client_and_server_by_one_clock(self):
        self.assert_nothing_failed(self.conform_by_each(
            [BEFORE_1970, BACK, FORWARD], *self.LIFETIMES, "--server", SERVER, statuses=(0, 3)))

    def test_client_and_server_by_two_clocks(self):
        self.assert_nothing_failed(self.conform_by_each(
            [BEFORE_1970, f"0:-{DAY}", f"0:{DAY}", BACK, FORWARD], *self.LIFETIMES, "--target",
            self.serve(), statuses=(0, 3)))

    def test_the_reason_is_told(self):
        output = self.conform("--target", self.serve(), "--only", "expiry.time-not-before",
                              clock=f"0:-{DAY}", statuses=(3,))
        self.assertIn("ahead of ours", output)


class OtherCommands(ClockTest):
    def test_a_campaign_ends_in_time(self):
        self.conform_by_each([BEFORE_1970, BACK, FORWARD], "fuzz", "--time", "2s",
                             "--dir", "found-{number}", statuses=(0, 3))

    def test_a_campaign_of_restarts_finds_nothing(self):
        self.conform_by_each(
            [BEFORE_1970, BACK, FORWARD], "durability", "--rounds", "1", "--disk", "none",
            "--server", SERVER + " --data-dir {dir}")

    def test_a_monitor_counts_no_negative_time(self):
        upstream = self.serve() + "/v1/stream"
        for clock in (BEFORE_1970, BACK, FORWARD):
            with self.subTest(clock):
                archive = self.path("traffic.har")
                monitor = self.start("monitor", "--upstream", upstream, "--listen", "127.0.0.1:0",
                                     "--har", archive, *self.reports(), clock=clock)
                url = re.search(r"http://[0-9.:]+", monitor.stdout.readline())[0]
                self.conform("run", "--target", url + "/v1/stream", "--only", "closure.*")
                monitor.send_signal(signal.SIGINT)
                # Some tests do what clients should not.
                self.end(monitor, statuses=(0, 1))
                self.check_reports()
                judged = self.conform("judge", archive, clock=clock, statuses=(0, 1))
                self.assertNotIn("were not judged", judged)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop())
    SERVER = f"{PROGRAM} serve --port {{port}}"
    unittest.main()
