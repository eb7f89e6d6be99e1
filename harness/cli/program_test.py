"""The program as a user meets it: program_test.py PROGRAM, where PROGRAM is the built conform."""

import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from urllib.parse import urlsplit

PROGRAM = "conform"
LONGEST_SECONDS = 120
DEFECT = "append.empty-body-411"

# Answers every request, and exits with status 7 at the fortieth.
DYING_SERVER = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    left = 40
    def answer(self):
        Handler.left -= 1
        if Handler.left == 0:
            print("no more", flush=True)
            os._exit(7)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(201 if self.command == "PUT" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()
    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

# A proxy that exits with status 7, or stops responding, when these bytes pass through it.
FRAGILE_PROXY = """
import os, signal, socket, sys, threading
port, behind, harm, poison = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4].encode()
def pump(source, sink, watched):
    try:
        while data := source.recv(65536):
            if watched and poison in data:
                os._exit(7) if harm == "end" else os.kill(os.getpid(), signal.SIGSTOP)
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        sink.close()
listener = socket.create_server(("127.0.0.1", port), backlog=64)
while True:
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", behind))
    for one in (client, server):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=pump, args=(client, server, True), daemon=True).start()
    threading.Thread(target=pump, args=(server, client, False), daemon=True).start()
"""


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.environment = {
            key: value for key, value in os.environ.items()
            if "SHARD" not in key and key != "CI"}
        self.environment["XDG_CACHE_HOME"] = self.folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def start(self, *arguments, pass_fds=(), **more):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=pass_fds,
                                env={**self.environment, **more})

    def conform(self, *arguments, status=0, **more):
        process = self.start(*arguments, **more)
        output, _ = process.communicate(timeout=LONGEST_SECONDS)
        self.assertEqual(process.returncode, status, output)
        return output

    def report(self, *arguments, status=0, **more):
        self.conform(*arguments, "--json", self.path("report.json"), status=status, **more)
        return json.loads(self.read("report.json"))

    def ids(self, *arguments, **more):
        return [one["id"] for one in self.report(*arguments, **more)["scenarios"]]

    def serve(self, *arguments):
        return " ".join([PROGRAM, "serve --port {port}", *arguments])


class ExitStatus(ProgramTest):
    def test_conformant(self):
        self.conform("--sim", "--suite", "append")

    def test_violations(self):
        self.conform("--server", self.serve("--defect", DEFECT), "--suite", "append", status=1)

    def test_usage(self):
        for arguments in (["--suite", "apend"], ["--no-such-flag"], ["--sim", "--target", "http://a"],
                          ["--shard", "3/2", "--sim"], ["--fail-on", "may", "--sim"],
                          ["--seed", "1", "--sim"], ["--repeat", "0", "--sim"]):
            self.conform(*arguments, status=2)

    def test_in_ci_a_target_is_named(self):
        self.assertIn("--self", self.conform("--suite", "append", status=2, CI="true"))
        self.conform("--self", "--suite", "append", CI="true")
        self.conform("--sim", "--suite", "append", CI="true")
        self.conform("--self", "--target", "http://127.0.0.1:1", status=2)

    def test_the_built_in_server_is_told_first(self):
        first = self.conform("--suite", "append").splitlines()[0]
        self.assertIn("No target given", first)

    def test_a_part_is_not_called_conformant(self):
        output = self.conform("--sim", "--suite", "append")
        self.assertNotIn("CONFORMANT", output)
        self.assertRegex(output, r"\d+ of \d+ tests ran, and none failed")

    def test_not_reached(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
            self.conform("--target", f"http://127.0.0.1:{port}", status=3)


class Server(ProgramTest):
    def assert_gone(self, url):
        address = urlsplit(url)
        with socket.socket() as client:
            self.assertNotEqual(client.connect_ex((address.hostname, address.port)), 0)

    def test_is_started_and_stopped(self):
        report = self.report("--server", self.serve(), "--suite", "append",
                             "--server-log", self.path("server.log"))
        self.assertEqual(report["summary"]["fail"], 0)
        self.assert_gone(report["target"])
        self.assertIn("listening on", self.read("server.log"))

    def test_may_have_its_streams_anywhere(self):
        report = self.report("--server", self.serve(), "--suite", "append",
                             "--target", "http://localhost:{port}/a/{stream}")
        self.assertRegex(report["target"], r"^http://localhost:\d+/a/\{stream\}$")

    def test_shows_what_it_said_beside_failures(self):
        output = self.conform("--server", "echo so much; exec " + self.serve("--defect", DEFECT),
                              "--suite", "append", status=1)
        self.assertIn("| so much", output)
        output = self.conform("--server", "echo so much; exec " + self.serve(), "--suite", "append")
        self.assertNotIn("so much", output)

    def test_shows_no_credentials_of_its(self):
        output = self.conform("--server", "echo I got s3cret; exec " + self.serve("--defect", DEFECT),
                              "--suite", "append", "-H", "Authorization: Bearer s3cret", status=1)
        self.assertIn("| I got «hidden»", output)
        self.assertNotIn("s3cret", output)

    def test_that_ends_at_once(self):
        output = self.conform("--server", r"echo no room; printf '\033[31m\n'; exit 5", status=3)
        self.assertNotIn("\033", output)
        self.assertIn("exit status 5", output)
        self.assertIn("| no room", output)

    def test_that_never_listens(self):
        output = self.conform("--server", "exec sleep 1000", "--server-timeout", "200ms", status=3)
        self.assertIn("not ready within 200 ms".replace(" ms", "ms"), output)

    def test_that_never_answers(self):
        listen = ("import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1])));"
                  "print('up', flush=True); c = [s.accept() for _ in range(99)]")
        output = self.conform("--server", f'exec python3 -c "{listen}" {{port}}',
                              "--server-timeout", "500ms", status=3)
        self.assertIn("not ready within 500ms", output)

    def test_that_does_not_want_to_end(self):
        report = self.report("--server", "trap '' TERM; " + self.serve(), "--suite", "append")
        self.assert_gone(report["target"])

    def test_that_dies_on_the_way(self):
        script = self.write("dying.py", DYING_SERVER)
        process = self.start("--server", f"exec python3 {script} {{port}}", "--timeout", "2s")
        output, _ = process.communicate(timeout=LONGEST_SECONDS)
        self.assertIn(process.returncode, (1, 3))
        self.assertIn("the server ended during the run (exit status 7)", output)
        self.assertIn("| no more", output)

    def test_on_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            output = self.conform("--server", self.serve(), "--target",
                                  f"http://127.0.0.1:{port}", status=2)
            self.assertIn("is in use", output)

    def started(self):
        """A run in progress, and a descriptor that becomes readable when its server ends."""
        pipe = self.path("pipe")
        os.mkfifo(pipe)
        process = self.start("--server", f"echo $$ >{pipe}; exec " + self.serve())
        with open(pipe) as reader:
            server = os.pidfd_open(int(reader.read()))
        self.addCleanup(os.close, server)
        return process, server

    def assert_ends(self, server):
        self.assertEqual(select.select([server], [], [], 20)[0], [server])

    def test_ends_with_a_run_that_is_interrupted(self):
        process, server = self.started()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=LONGEST_SECONDS)
        self.assertIn(process.returncode, (3, -signal.SIGINT), output)
        self.assert_ends(server)

    def test_ends_with_a_run_that_is_killed(self):
        process, server = self.started()
        process.kill()
        process.communicate(timeout=LONGEST_SECONDS)
        self.assert_ends(server)

    def stubborn(self, *arguments):
        """A run whose server, and a child in a group of its own, ignore signals; and the read end of a
        pipe that all of them hold open."""
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        server = (f"trap '' INT TERM HUP; python3 -c 'import os, time; os.setpgid(0, 0); "
                  f"os.write({writer}, b\"here\"); time.sleep(1000)' & sleep 1000 & " + self.serve())
        process = self.start("--server", server, *arguments, pass_fds=[writer])
        os.close(writer)
        self.assertEqual(os.read(reader, 4), b"here")
        return process, reader

    def assert_nobody_is_left(self, reader):
        self.assertEqual(select.select([reader], [], [], 60)[0], [reader])
        self.assertEqual(os.read(reader, 1), b"")

    def test_that_ignores_signals_ends_with_a_run_that_is_killed(self):
        for number in (signal.SIGKILL, signal.SIGQUIT):
            process, reader = self.stubborn()
            process.send_signal(number)
            process.communicate(timeout=LONGEST_SECONDS)
            self.assertEqual(process.returncode, -number)
            self.assert_nobody_is_left(reader)

    def test_that_ignores_signals_ends_when_a_run_is_interrupted_twice(self):
        process, reader = self.stubborn()
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            select.select([], [], [], 0.01)
        process.communicate()
        self.assert_nobody_is_left(reader)

    def test_a_run_that_loses_its_terminal_still_writes_its_reports(self):
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            report = self.path("report.json")
            target = self.serve_slowly()
            process = self.start("--target", target, "--json", report)
            process.stdout.readline()
            process.send_signal(number)
            output, _ = process.communicate(timeout=LONGEST_SECONDS)
            self.assertEqual(process.returncode, 3, output)
            with open(report) as file:
                self.assertIn("interrupted", json.load(file)["stopped_early"])
            os.remove(report)

    def serve_slowly(self):
        """The reference server, behind a network with delays."""
        server = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--fault", "delay=50ms"], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(server.communicate)
        self.addCleanup(server.terminate)
        return re.search(r"http://\S+", server.stdout.readline())[0]


class Output(ProgramTest):
    def test_that_nobody_reads_does_not_end_a_run(self):
        reader, writer = os.pipe()
        os.close(reader)
        report = self.path("report.json")
        done = subprocess.run([PROGRAM, "--self", "--only", "append.*", "--json", report], env=self.environment,
                              stdout=writer, stderr=subprocess.PIPE, text=True, timeout=LONGEST_SECONDS)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        with open(report) as file:
            self.assertEqual(json.load(file)["conclusion"], "no-failure")

    def test_may_be_closed(self):
        events = self.path("events.ndjson")
        done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", PROGRAM, "--self", "--only", "append.*", "--events",
                               events], env=self.environment, timeout=LONGEST_SECONDS)
        self.assertEqual(done.returncode, 0)
        with open(events) as file:
            for line in file:
                json.loads(line)

    def test_ends_with_the_exit_status(self):
        output = self.conform("--sim", "--only", "append.*", "--json", "/dev/full", status=3)
        self.assertIn("Exit status 3: not all files could be written.", output)
        self.assertNotIn("Exit status 0", output)

    def test_larger_than_files_may_be_is_an_error_of_the_report(self):
        script = 'ulimit -f 8; exec "$@" >/dev/null'
        done = subprocess.run(["sh", "-c", script, "sh", PROGRAM, "--sim", "--html", self.path("report.html")],
                              env=self.environment, stderr=subprocess.PIPE, text=True, timeout=LONGEST_SECONDS)
        self.assertEqual(done.returncode, 3)
        self.assertIn("File too large", done.stderr)

    def test_holds_no_control_characters_of_files(self):
        os.mkdir(self.path("mine"))
        with open(self.path("mine/mine.toml"), "w") as file:
            file.write('[suite]\nid = "mi\\u001bne"\ntitle = "t"\n')
        output = self.conform("--sim", "--suites", self.path("mine"), status=2)
        self.assertIn("mine.toml:2:6: invalid id 'mi\\x1bne'", output)

    def test_names_a_number_that_is_out_of_range(self):
        saved = self.path("saved.json")
        with open(saved, "w") as file:
            file.write('{"took_s": 1e999}')
        output = self.conform("compare", saved, saved, status=2)
        self.assertIn("it contains a number that is out of range", output)


class Baseline(ProgramTest):
    def setUp(self):
        super().setUp()
        self.broken = ["--server", self.serve("--defect", DEFECT), "--suite", "append"]
        self.conform(*self.broken, "--write-baseline", "known.toml", status=1)

    def test_makes_a_run_pass(self):
        report = self.report(*self.broken, "--baseline", "known.toml")
        self.assertGreater(report["summary"]["fail"], 0)

    def test_makes_no_server_conformant(self):
        output = self.conform(*self.broken, "--baseline", "known.toml")
        self.assertIn("\nNOT CONFORMANT\n", output)
        self.assertIn("Exit status 0: all failures are known.", output)

    def test_is_stale_when_what_it_knows_passes(self):
        output = self.conform("--server", self.serve(), "--suite", "append", "--baseline",
                              "known.toml", status=1)
        self.assertIn("\nFAILED\n", output)

    def test_says_nothing_of_what_does_not_run(self):
        self.conform("--sim", "--suite", "create", "--baseline", "known.toml")

    def test_ends_on_its_day(self):
        known = self.read("known.toml")
        self.write("known.toml", known.replace("reason", "until = 2020-01-31\nreason"))
        self.conform(*self.broken, "--baseline", "known.toml", status=1)
        self.write("known.toml", known.replace("reason", "until = 2120-01-31\nreason"))
        self.conform(*self.broken, "--baseline", "known.toml")

    def test_keeps_reasons_when_it_is_written_again(self):
        known = self.read("known.toml")
        self.write("known.toml", known.replace('"not explained yet"', '"#12"'))
        self.conform(*self.broken, "--baseline", "known.toml", "--write-baseline", "known.toml")
        self.assertEqual(self.read("known.toml"), known.replace('"not explained yet"', '"#12"'))

    def test_must_name_what_there_is(self):
        self.write("known.toml", self.read("known.toml").replace("append.", "apend.", 1))
        output = self.conform(*self.broken, "--baseline", "known.toml", status=2)
        self.assertIn("known.toml:4: unknown scenario or rule", output)

    def test_flags_go_before_the_profile(self):
        self.write("conform.toml", 'server = "exit 1"\nfail-on = "should"\n')
        self.conform("--sim", "--suite", "append")

    def test_can_stand_in_the_profile(self):
        self.write("conform.toml", 'baseline = "known.toml"\n')
        self.conform(*self.broken)


class Parts(ProgramTest):
    def scenarios(self, *arguments, **more):
        report = self.report("--sim", *arguments, **more)
        return [one["id"] for one in report["scenarios"] if one["suite"] != "judge"]

    def test_add_up_to_the_whole(self):
        whole = self.scenarios()
        parts = [self.scenarios("--shard", f"{index}/3") for index in (1, 2, 3)]
        self.assertEqual(sorted(whole), sorted(sum(parts, [])))

    def test_come_from_the_environment_unless_a_flag_says_otherwise(self):
        bazel = {"TEST_TOTAL_SHARDS": "3", "TEST_SHARD_INDEX": "1",
                 "TEST_SHARD_STATUS_FILE": self.path("status")}
        second = self.scenarios("--suite", "append", "--shard", "2/3")
        self.assertEqual(second, self.scenarios("--suite", "append", **bazel))
        self.assertTrue(os.path.exists(self.path("status")))
        google = {"GTEST_TOTAL_SHARDS": "3", "GTEST_SHARD_INDEX": "1"}
        self.assertEqual(second, self.scenarios("--suite", "append", **google))
        first = self.scenarios("--suite", "append", "--shard", "1/3", **google)
        self.assertFalse(set(first) & set(second))

    def test_may_be_empty(self):
        self.conform("--sim", "--only", "append.*", "--shard", "999/1000")

    def test_of_what_failed_last(self):
        output = self.conform("--sim", "--last-failed", status=2)
        self.assertIn("no earlier failures of the simulation are known", output)
        broken = ["--server", self.serve("--defect", DEFECT), "--suite", "append"]
        failed = [one["id"] for one in self.report(*broken, status=1)["scenarios"]
                  if one["verdict"] == "fail"]
        again = self.report(*broken, "--last-failed", status=1)
        self.assertCountEqual(failed, [one["id"] for one in again["scenarios"]])

    def test_are_told_before_they_run(self):
        output = self.conform("--target", "http://127.0.0.1:1", "--dry-run", "--suite", "append")
        self.assertRegex(output, r"^would test http://127.0.0.1:1: \d+ scenarios and 0 rules\n")
        self.assertIn("longest planned wait", output)


class SeeItAgain(ProgramTest):
    """The shell lines of a failure, run in dash."""

    DEFECTS = [
        "append.appended-200", "create.created-200", "head.missing-410", "read.missing-200",
        "append.no-next-offset", "read.no-next-offset", "closure.append-410",
        "closure.no-header-on-conflict", "producers.stale-409", "sequence.equal-taken",
        "create.confirmed-204", "read.minus-one-refused", "delete.deleted-200",
    ]

    def serve_at(self, *arguments):
        process = subprocess.Popen([PROGRAM, "serve", "--port", "0", *arguments], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        return re.search(r"http://\S+", process.stdout.readline())[0]

    def in_dash(self, lines):
        done = subprocess.run(["dash"], input=lines.encode(), cwd=self.folder, capture_output=True,
                              timeout=LONGEST_SECONDS)
        self.assertEqual(done.stderr, b"", lines)
        return done.stdout.decode("utf-8", "replace").replace("\r", "")

    def assert_shows(self, lines, said, seen):
        if seen["aspect"] == "status":
            self.assertIn(f"HTTP/1.1 {seen['status']}", said, lines)
        if seen["aspect"] == "header" and seen["missing"]:
            last = said[said.rindex("HTTP/1.1 "):].lower()
            self.assertNotIn(f"\n{seen['name'].lower()}:", last, lines)

    def test_shows_the_wrong_answer(self):
        known = subprocess.run([PROGRAM, "defects"], capture_output=True, text=True).stdout
        defects = [one for one in self.DEFECTS if one in known]
        self.assertGreater(len(defects), 8)
        for defect in defects:
            with self.subTest(defect):
                url = self.serve_at("--defect", defect)
                report = self.report("--target", url, "--suite", defect.split(".")[0] + ",judge",
                                     status=1)
                first = next(one for one in report["scenarios"]
                             if one["id"] == report["start_with"])
                self.assert_shows(first["curl"], self.in_dash(first["curl"]),
                                  first["observations"][0])

    def test_starts_the_server_that_conform_started(self):
        report = self.report("--server", self.serve("--defect", DEFECT), "--suite", "append",
                             status=1)
        first = next(one for one in report["scenarios"] if one["id"] == report["start_with"])
        self.assertIn("serve --port $PORT", first["curl"])
        self.assertIn("kill $SERVER", first["curl"])


class Runs(ProgramTest):
    def test_stop_after_the_first_failure(self):
        report = self.report("--server", self.serve("--defect", DEFECT), "--suite", "append",
                             "--fail-fast", "--jobs", "1", status=1)
        self.assertEqual(report["summary"]["fail"], 1)

    def test_can_be_repeated_and_shuffled(self):
        output = self.conform("--sim", "--suite", "append", "--repeat", "2", "--shuffle",
                              "--seed", "5")
        self.assertIn("--shuffle --seed 5", output)
        self.assertIn("2 runs, all with the same results", output)

    def test_come_in_the_same_order_for_the_same_seed(self):
        def order(seed):
            return self.ids("--sim", "--suite", "append", "--jobs", "1", "--shuffle", "--seed", seed)
        self.assertEqual(order("5"), order("5"))

    def test_say_how_the_same_order_runs_again(self):
        self.conform("--sim", "--suite", "append", "--shuffle", "--repeat", "2", "--jobs", "3",
                     "--fail-fast", "--html", self.path("page.html"))
        line = re.search(r"<pre>(conform .*)</pre>", self.read("page.html"))[1]
        self.assertRegex(line, r" --fail-fast --repeat 2 --shuffle --seed \d+ --jobs 3 --sim$")
        self.conform(*line.split()[1:])

    def read_until(self, process, words):
        for line in process.stdout:
            if words in line:
                return
        self.fail(f"never said: {words}")

    def test_come_again_when_a_file_changes(self):
        os.mkdir(self.path("src"))
        process = self.start("--server", self.serve(), "--suite", "append", "--watch", "src",
                             "--json", self.path("src/report.json"))
        for _ in range(2):
            self.read_until(process, "NO FAILURES IN THE TESTS THAT RAN")
            self.read_until(process, "watching src")
            self.write("src/server.c", "")
            self.read_until(process, "server.c has changed")
        self.read_until(process, "watching src")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LONGEST_SECONDS)
        self.assertEqual(process.returncode, 0)

    def test_need_something_to_watch(self):
        output = self.conform("--sim", "--watch", "nowhere", status=2)
        self.assertIn("nowhere cannot be watched", output)


class Campaign(ProgramTest):
    """A correct server behind a proxy that one request brings down."""

    def setUp(self):
        super().setUp()
        server = self.start("serve", "--port", "0")
        self.addCleanup(server.communicate)
        self.addCleanup(server.kill)
        self.target = re.search(r"http://\S+", server.stdout.readline()).group()
        self.script = self.write("proxy.py", FRAGILE_PROXY)

    def proxy(self, harm, poison, port="{port}"):
        return (f"exec python3 {self.script} {port} {urlsplit(self.target).port} {harm} "
                f"'{poison}'")

    def await_listener(self, port):
        while True:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    return

    def fuzz(self, *arguments, status):
        report = self.report("fuzz", "--dir", "campaign", *arguments, status=status)
        return report, {one["id"].split(".")[-1]: one for one in report["scenarios"]
                        if one["verdict"] == "fail"}

    def test_tells_what_ends_the_server_and_goes_on(self):
        server = self.proxy("end", "Stream-TTL: 0")
        report, found = self.fuzz("--server", server, "--time", "15s", status=1)
        # How far it is reduced in this time, and what else was under way, depends on the machine.
        self.assertIn("Stream-TTL: 0", str(found["survives"]["exchanges"]))
        self.assertIn("and came back", str(report))
        file = f"campaign/findings/{found['survives']['id']}.toml"
        self.assertIn("Still fails", self.conform("replay", file, "--server", server, status=1))
        self.assertIn("Fixed", self.conform("replay", file, "--target", self.target))
        both = self.conform("replay", file, file, "--target", self.target)
        self.assertEqual(both.count("Fixed"), 2)
        self.assertIn("one file at a time",
                      self.conform("replay", file, file, "--json", "report.json", status=2))

    def test_tells_what_ends_the_server_in_its_first_look(self):
        server = self.proxy("end", "Stream-Forked-From")
        _, found = self.fuzz("--server", server, "--time", "15s", status=1)
        self.assertIn("Stream-Forked-From", str(found["stays-up"]))

    def test_names_a_finding_that_it_cannot_read(self):
        findings = os.path.join(self.folder, "campaign", "findings")
        os.makedirs(findings)
        with open(os.path.join(findings, "found-1.cut.toml"), "w", encoding="utf-8") as file:
            file.write("# cut off by a full di")
        report = self.report("fuzz", "--dir", "campaign", "--runs", "20")
        self.assertIn("cannot read found-1.cut.toml", str(report["notes"]))

    def test_of_malformed_requests_starts_the_server_again(self):
        server = self.proxy("end", "Transfer-Encoding: xchunked")
        output = self.conform("fuzz", "--malformed", "--dir", "campaign", "--server", server,
                              "--runs", "1500", status=1)
        self.assertIn("was restarted", output)

    def test_in_silence_judges_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        silent = subprocess.Popen(self.proxy("stop", "Stream-TTL: 0", port), shell=True)
        self.addCleanup(silent.wait)
        self.addCleanup(silent.kill)
        self.await_listener(port)
        output = self.conform("fuzz", "--dir", "campaign", "--target", f"http://127.0.0.1:{port}",
                              "--time", "9s", "--timeout", "2s", status=3)
        self.assertIn("the server is silent", output)


class Monitoring(ProgramTest):
    """A client that leaves out an offset, through the monitor, to the reference server."""

    def started(self, *arguments):
        process = self.start(*arguments)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        return process, re.search(r"http://\S+", process.stdout.readline()).group().rstrip(",")

    def ask(self, base, method, path, **headers):
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=LONGEST_SECONDS)
        connection.request(method, urlsplit(base).path + path, headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def test_reports_when_it_is_interrupted(self):
        _, server = self.started("serve", "--port", "0")
        monitor, url = self.started("monitor", "--listen", "127.0.0.1:0", "--upstream",
                                    f"{server}/v1/stream", "--har", "traffic.har", "--json", "a.json")
        secret = {"Authorization": "Bearer do-not-show", "Content-Type": "text/plain"}
        self.assertEqual(self.ask(url, "PUT", "/a", **secret), 201)
        self.assertEqual(self.ask(url, "GET", "/a?live=sse"), 400)
        monitor.send_signal(signal.SIGINT)
        output = monitor.stdout.read()
        self.assertEqual(monitor.wait(LONGEST_SECONDS), 1, output)
        self.assertIn("client.sse-offset", output)
        self.assertIn("The client breaks 1 requirement.", output)
        self.assertIn("client.sse-offset", self.read("a.json"))
        self.assertNotIn("do-not-show", self.read("traffic.har") + self.read("a.json") + output)
        again = self.conform("judge", "traffic.har", status=1)
        self.assertIn("The client breaks 1 requirement.", again)

    def test_keeps_the_beginning_of_an_endless_body(self):
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        monitor, url = self.started("monitor", "--listen", "127.0.0.1:0", "--upstream",
                                    f"http://127.0.0.1:{server.getsockname()[1]}/v1/stream",
                                    "--har", "traffic.har")
        client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=LONGEST_SECONDS)
        self.addCleanup(client.close)
        client.request("GET", "/no/stream")
        served, _ = server.accept()
        self.addCleanup(served.close)
        served.recv(65536)
        body = b"x" * (2 << 20)
        served.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body)
        client.getresponse().read(len(body))
        monitor.send_signal(signal.SIGINT)
        output = monitor.stdout.read()
        self.assertEqual(monitor.wait(LONGEST_SECONDS), 2, output)  # no stream, so nothing to judge
        content = json.loads(self.read("traffic.har"))["log"]["entries"][0]["response"]["content"]
        self.assertEqual(len(content["text"]), 1 << 20)
        self.assertEqual(content["size"], 2 << 20)
        self.assertEqual(content["comment"], "the first 1048576 of 2097152 bytes")
        self.assertIn("does not have the whole bodies",
                      self.conform("judge", "traffic.har", status=2))

    def test_says_what_is_missing(self):
        for arguments, words in (((), "--upstream is missing"),
                                 (("--upstream", "http://h"), "add the path"),
                                 (("--upstream", "http://h/", "--listen", "x"), "--listen: invalid"),
                                 (("--upstream", "http://h.invalid/s"), "no address is known for h.invalid"),
                                 (("--upstream", "https://127.0.0.1/s", "--cacert", "none.pem"),
                                  "--cacert: cannot read none.pem"),
                                 (("--upstream", "https://127.0.0.1/s", "--cacert", self.write("empty.pem", "")),
                                  "empty.pem has no certificate")):
            self.assertIn(words, self.conform("monitor", *arguments, status=2))
        with socket.create_server(("127.0.0.1", 0)) as taken:
            here = f"127.0.0.1:{taken.getsockname()[1]}"
            output = self.conform("monitor", "--upstream", "http://127.0.0.1/s", "--listen", here, status=2)
        self.assertIn(f"cannot listen on {here}: bind: Address already in use; is the port taken?", output)

    def test_of_a_program_says_how_it_ended(self):
        output = self.conform("clients", "--dialects", "0", "--", "sh", "-c",
                              'test -n "$CONFORM_URL" && exit 3', status=1)
        self.assertIn("sh ended with exit status 3 with the reference server", output)

    def test_runs_a_client_with_random_servers(self):
        client = """
import http.client, os, urllib.parse
url = urllib.parse.urlsplit(os.environ["CONFORM_URL"] + "/a")
connection = http.client.HTTPConnection(url.netloc)
for method, query, headers in (("PUT", "", {"Stream-TTL": "60s"}), ("GET", "?live=sse", {})):
    connection.request(method, url.path + query, headers=headers)
    connection.getresponse().read()
raise SystemExit(1)
"""
        arguments = ("clients", "--dialects", "2", "--seed", "5", "--", "python3", "-c", client)
        output = self.conform(*arguments, status=1)
        self.assertIn("dialect 6: ", output)
        self.assertIn("broken with the reference server, dialect 5, dialect 6", " ".join(output.split()))
        self.assertIn("ended with exit status 1 with dialect 5", output)
        self.assertIn("2 causes, 2 failures: the client breaks a MUST", output)
        output = self.conform("clients", "--dialect", "5", *arguments[5:], status=1)
        self.assertIn("broken with dialect 5\n", output)
        self.assertIn("--dialect: ", self.conform("clients", "--dialect", "x", "--", "true", status=2))


class Doctor(ProgramTest):
    def test_says_what_a_server_is_like_and_what_to_write_down(self):
        output = self.conform("doctor", "--server", self.serve(), "--timeout", "500ms")
        for words in ("reachable       yes", "clock           same as", "sse             yes",
                      "its timeout is longer than 500ms", "webhooks        yes",
                      'require = ["read", "append", '):
            self.assertIn(words, output)

    def test_says_what_is_wrong(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
            self.assertIn("reachable       no: ", self.conform("doctor", "--target", url, status=3))


class Init(ProgramTest):
    def test_writes_a_profile_of_which_every_key_is_known(self):
        self.conform("init")
        self.conform("--sim", "--dry-run")
        keys = re.sub(r"(?m)^# ([a-z0-9-]+ *= )", r"\1", self.read("conform.toml"))
        self.assertGreater(keys.count(" = "), 25)
        self.write("conform.toml", keys)
        output = self.conform("--dry-run", "--config", "conform.toml", "--skip", "x*", status=2)
        self.assertNotIn("conform.toml", output)

    def test_overwrites_nothing(self):
        self.write("conform.toml", "jobs = 3")
        self.assertIn("already exists", self.conform("init", status=2))
        self.assertEqual(self.read("conform.toml"), "jobs = 3")


class SavedResults(ProgramTest):
    def save(self, name, *arguments, status=0):
        self.conform(*arguments, "--json", self.path(name), status=status)
        return self.path(name)

    def shards(self):
        return [self.save(f"{n}.json", "--sim", "--suite", "append", "--shard", f"{n}/3")
                for n in (1, 2, 3)]

    def test_shards_are_told_as_one_run(self):
        self.conform("report", *self.shards(), "--json", self.path("all.json"),
                     "--html", self.path("all.html"), "--tap", self.path("all.tap"))
        together = {one["id"] for one in json.loads(self.read("all.json"))["scenarios"]}
        self.assertEqual(together, set(self.ids("--sim", "--suite", "append")))
        self.assertIn("<h1>No failures in the tests that ran</h1>", self.read("all.html"))
        self.assertIn(f"1..{len(together)}\n", self.read("all.tap"))

    def test_a_missing_or_doubled_shard_is_an_error(self):
        first, second, third = self.shards()
        self.assertIn("missing: 3", self.conform("report", first, second, status=2))
        self.assertIn("both shard 1 of 3",
                      self.conform("report", first, second, third, first, status=2))

    def test_what_is_cut_or_nothing_of_the_kind_is_an_error(self):
        whole = self.save("whole.json", "--sim", "--suite", "append")
        cut = self.write("cut.json", self.read("whole.json")[:2000])
        for file in (cut, self.write("empty.json", ""), self.write("other.json", "[1, 2]"),
                     self.path("nowhere.json"), self.folder):
            output = self.conform("report", file, status=2)
            self.assertEqual(output.count("\n"), 1, output)
        self.conform("report", whole)

    def test_events_come_as_lines_and_can_be_told_again(self):
        process = subprocess.run([PROGRAM, "--sim", "--suite", "append", "--events", "-"],
                                 cwd=self.folder, env=self.environment, capture_output=True,
                                 text=True, check=True, timeout=LONGEST_SECONDS)
        events = [json.loads(line) for line in process.stdout.splitlines()]
        self.assertEqual(events[0]["event"], "started")
        self.assertEqual(events[-1]["event"], "finished")
        self.conform("report", self.write("run.ndjson", process.stdout))
        cut = self.write("cut.ndjson", "".join(process.stdout.splitlines(True)[:-1]))
        self.assertIn("NOT TESTED", self.conform("report", cut, status=3))

    def test_what_got_worse_is_told(self):
        right = self.save("right.json", "--sim", "--suite", "append")
        wrong = self.save("wrong.json", "--server", self.serve("--defect", DEFECT),
                          "--suite", "append", status=1)
        self.assertIn("append.", self.conform("compare", right, wrong, status=1))
        self.conform("compare", wrong, right)
        self.conform("compare", right, right)

    def test_two_runs_do_not_share_a_folder(self):
        first = self.start("--server", self.serve(), "--reports", "out", "--events", "-")
        self.addCleanup(first.communicate)
        self.addCleanup(first.terminate)
        first.stdout.readline()
        refusal = self.conform("--sim", "--suite", "append", "--reports", "out", status=2)
        self.assertIn("out", refusal)

    def test_a_full_disk_is_an_error(self):
        self.conform("--sim", "--suite", "append", "--events", "/dev/full", status=3)


class Help(ProgramTest):
    MOST_COLUMNS = 80
    MOST_LINES = 52
    MOST_LINES_OF_RUN = 80

    def commands(self):
        listed = self.conform("--help").split("\nCommands:\n")[1].split("\n\n")[0]
        return re.findall(r"(?m)^  (\w+)", listed)

    def test_fits_a_screen(self):
        self.assertIn("doctor", self.commands())
        for command in ["", *self.commands()]:
            with self.subTest(command):
                lines = self.conform(*command.split(), "--help").splitlines()
                most = self.MOST_LINES_OF_RUN if command == "run" else self.MOST_LINES
                self.assertLessEqual(len(lines), most)
                self.assertLessEqual(max(map(len, lines)), self.MOST_COLUMNS)

    def test_every_option_of_a_run_works_without_its_name(self):
        options = re.findall(r"(?m)^  (?:-.,)?(--[\w-]+)", self.conform("run", "--help"))[1:]
        self.assertIn("--shard", options)
        for option in options:
            output, _ = self.start(option + "=1", "--sim", "--dry-run").communicate()
            self.assertNotIn("takes no", output)
        self.conform("-v", "--sim", "--suite", "append")
        self.conform("run", "--sim", "--suite", "append")

    def test_an_unknown_argument_has_a_nearest_one(self):
        for arguments, meant in ((["--targt", "x"], "--target"), (["--shards=1/2"], "--shard"),
                                 (["run", "--basline", "x"], "--baseline"), (["lst"], "list"),
                                 (["list", "--jsn"], "--json"), (["fuzz", "--run", "1"], "--runs")):
            output = self.conform(*arguments, status=2)
            self.assertIn(f"did you mean '{meant}'?", output)
        self.assertNotIn("did you mean", self.conform("--quite-another-thing", status=2))

    def test_what_was_meant_as_an_option_is_told(self):
        for arguments, sentence in (
                (["http://127.0.0.1:4437/v1"], "did you mean '--target URL'?"),
                (["monitor", "http://127.0.0.1:4437/v1"], "did you mean '--upstream URL'?"),
                (["--junit", "--suite", "head"], "--junit needs a value (FILE), and '--suite' is an option"),
                (["--sim", "--only", "append"], "did you mean '--suite append'?"),
                (["replay"], "'conform replay' needs a FILE: "),
                (["clients"], "'conform clients' needs a COMMAND: "),
                (["list", "R3"], "conform: invalid kind: 'R3' (suites, scenarios, requirements)")):
            self.assertIn(sentence, self.conform(*arguments, status=2))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
