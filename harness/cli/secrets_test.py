"""No credential in anything that the program writes: secrets_test.py PROGRAM.

A server echoes the credentials of each request in 25 encodings, in bodies, headers and events. They are
given in 11 ways; afterwards every file and everything printed is searched."""

import base64
import http.client
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

PROGRAM = "conform"
SECRET = "S3cr/t+k3y-Xq9"
LONGEST_SECONDS = 120


def each(form):
    return lambda text: "".join(form.format(ord(c)) for c in text)


def b64(text):
    return base64.b64encode(text.encode()).decode()


ENCODINGS = {
    "plain": lambda text: text,
    "upper case": str.upper,
    "lower case": str.lower,
    "in a sentence": lambda text: f"the key <{text}> is wrong",
    "percent": lambda text: urllib.parse.quote(text, safe=""),
    "percent, small": lambda text: urllib.parse.quote(text, safe="").lower(),
    "percent, all": each("%{:02X}"),
    "percent, twice": lambda text: urllib.parse.quote(urllib.parse.quote(text, safe=""), safe=""),
    "form": urllib.parse.quote_plus,
    "JSON": lambda text: json.dumps({"key": text}),
    "JSON, with slashes": lambda text: json.dumps({"key": text}).replace("/", "\\/"),
    "JSON, code points": each("\\u{:04x}"),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"key": text})),
    "base64": b64,
    "base64, shifted": lambda text: b64("x" + text),
    "base64, shifted twice": lambda text: b64("xy" + text),
    "base64, not padded": lambda text: b64("key=" + text).rstrip("="),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 twice": lambda text: b64(b64(text)),
    "base64 of JSON": lambda text: b64(json.dumps({"key": text})),
    "hex": lambda text: text.encode().hex(),
    "HEX with colons": lambda text: text.encode().hex(":").upper(),
    "HTML": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "HTML, hexadecimal": each("&#x{:x};"),
    "list of bytes": lambda text: json.dumps(list(text.encode())),
}


def credentials_in(handler):
    """What the handler was sent, and what a framework would make of it."""
    found = [value for name, value in handler.headers.items() if SECRET[:4] in value or name == "Authorization"]
    for value in list(found):
        words = value.split(" ", 1)
        found.append(words[-1])
        if words[0] == "Basic":
            found.append(base64.b64decode(words[1]).decode().split(":", 1)[1])
        found += [pair.split("=", 1)[1] for pair in value.split("; ") if "=" in pair]
    query = urllib.parse.urlsplit(handler.path).query
    found += [value for _, value in urllib.parse.parse_qsl(query.replace("+", "%2B"))]
    return [one for one in found if SECRET in one] or [SECRET]


class Echo(http.server.BaseHTTPRequestHandler):
    """Stands before the reference server; its errors have the wrong status, and echo."""

    protocol_version = "HTTP/1.1"
    upstream = None
    count = 0

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        names = list(ENCODINGS)
        Echo.count += 1
        encode = ENCODINGS[names[Echo.count % len(names)]]
        echo = [encode(one) for one in credentials_in(self)]
        if "live=sse" in self.path:
            lines = [ENCODINGS[name](SECRET) for name in names]
            return self.send(200, {"Content-Type": "text/event-stream"},
                             "".join(f"event: data\ndata: {line}\n\n" for line in lines).encode(), echo)
        if "live=" in self.path:
            return self.send(422, {}, "\n".join(echo).encode(), echo)
        connection = http.client.HTTPConnection(self.upstream, timeout=30)
        headers = {name: value for name, value in self.headers.items() if SECRET not in value}
        connection.request(self.command, self.path.partition("?tenant")[0] if "tenant=" in self.path else self.path,
                           body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        sent = {name: value for name, value in response.getheaders()
                if name.lower() not in ("content-length", "transfer-encoding", "connection", "date")}
        status = response.status
        if status >= 400:
            status = 422
            content = "\n".join([*echo, *(ENCODINGS[name](SECRET) for name in names)]).encode()
        self.send(status, sent, content, echo)

    def send(self, status, headers, content, echo):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        for one in echo:
            self.send_header("X-Echo", one)
        self.send_header("X-Path", self.path)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Clients may go away, and the reference server closes connections after some errors."""


class Secrets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reference = subprocess.Popen([PROGRAM, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
        Echo.upstream = cls.reference.stdout.readline().split("//")[1].strip()
        cls.server = Server(("127.0.0.1", 0), Echo)
        cls.url = f"http://127.0.0.1:{cls.server.server_address[1]}/v1/stream"
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.reference.terminate()
        cls.reference.communicate()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def conform(self, *arguments, **environment):
        everything = {**os.environ, "XDG_CACHE_HOME": self.folder + "/cache", "CI": "", **environment}
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, env=everything, text=True,
                              capture_output=True, timeout=LONGEST_SECONDS)
        with open(self.folder + "/printed", "w") as file:
            file.write(done.stdout + done.stderr)
        return done

    def read(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()

    def assert_nothing_is_told(self, *but):
        count = 0
        for folder, _, names in os.walk(self.folder):
            for name in names:
                if name in but:
                    continue
                with open(os.path.join(folder, name), errors="replace") as file:
                    text = file.read()
                count += 1
                for encoding, encode in ENCODINGS.items():
                    encoded = encode(SECRET)
                    at = text.find(encoded)
                    if encoding in ("plain", "upper case", "lower case"):
                        at = text.lower().find(encoded.lower())
                    self.assertEqual(at, -1, f"{name} tells it as {encoding}: {text[max(0, at - 80):at + 80]}")
        self.assertGreater(count, 0)

    def run_all(self, *arguments, target=None, **environment):
        done = self.conform("run", "--target", target or self.url, "--timeout", "2s", "--verbose",
                            "--only", "create.*,append.e*,read.*,judge.*", "--reports", "reports",
                            "--events", "events.ndjson", "--markdown", "report.md", "--tap", "report.tap",
                            "--annotations", "--badge", "badge.json",
                            "--journal", "journal.ndjson", "--write-baseline", "baseline.toml",
                            *arguments, **environment)
        self.assertEqual(done.returncode, 1, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertGreater(os.path.getsize(self.folder + "/journal.ndjson"), 10000)
        self.assert_nothing_is_told("conform.toml")
        return done

    def test_bearer_token(self):
        self.run_all("-H", f"Authorization: Bearer {SECRET}")

    def test_basic(self):
        self.run_all("-H", "Authorization: Basic " + b64(f"ann:{SECRET}"))

    def test_cookie(self):
        self.run_all("-H", f"Cookie: theme=dark; sid={SECRET}")

    def test_key_header(self):
        self.run_all("-H", f"X-Api-Key: {SECRET}")

    def test_header_of_any_name(self):
        self.run_all(f"--header=X-Tenant: {SECRET}")

    def test_environment(self):
        self.run_all(CONFORM_AUTHORIZATION=f"Bearer {SECRET}")

    def test_profile(self):
        with open(self.folder + "/conform.toml", "w") as file:
            file.write(f'target = "{self.url}"\nheader = ["Authorization: Bearer {SECRET}"]\n')
        self.run_all()

    def test_query(self):
        self.run_all(target=self.url + "/{stream}?tenant=" + urllib.parse.quote(SECRET, safe=""))

    def test_user_and_password(self):
        for url in (f"http://ann:{SECRET}@127.0.0.1:1/v1", f"ann:{SECRET}@127.0.0.1:1/v1", f"http//x:{SECRET}@h"):
            done = self.conform("run", "--target", url)
            self.assertEqual(done.returncode, 2)
            self.assert_nothing_is_told()
        done = self.conform("doctor", "--tarrget", url, "-H", "Authorization " + SECRET)
        self.assertEqual(done.returncode, 2)
        self.assert_nothing_is_told()

    def test_retention_hook(self):
        self.run_all("--retention-hook", self.url + "/hook?key=" + urllib.parse.quote(SECRET, safe=""))

    def test_server_command(self):
        with open(self.folder + "/server.py", "w") as file:
            file.write(SERVER.replace("PROGRAM", repr(PROGRAM)))
        # The file is the test's own.
        done = self.conform("run", "--server", f"{sys.executable} server.py {{port}} --token '{SECRET}'",
                            "--target", "http://127.0.0.1:{port}/v1/stream", "--only", "create.*,append.e*", "--reports", "reports", "--server-log", "log.txt",
                            "--journal", "journal.ndjson", "--verbose")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("--token", self.read("reports/report.html"))
        self.assertIn("was started", self.read("log.txt"))
        self.assert_nothing_is_told()

    def test_findings_of_a_campaign(self):
        done = self.conform("fuzz", "--target", self.url, "--runs", "60", "-H", f"Authorization: Bearer {SECRET}",
                            "--json", "report.json")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertTrue(os.listdir(self.folder + "/conform-fuzz/findings"))
        self.assert_nothing_is_told()

    def test_what_the_doctor_prints(self):
        self.conform("doctor", "--target", self.url + "/{stream}?tenant=" + urllib.parse.quote(SECRET, safe=""))
        self.assert_nothing_is_told()

    def monitor(self, requests, *options):
        """Sends the requests (method, path, headers) through a monitor, and stops it."""
        upstream = self.url.rsplit("/v1", 1)[0]
        process = subprocess.Popen(
            [PROGRAM, "monitor", "--listen", "127.0.0.1:0", "--upstream", self.url, "--reports", "reports",
             "--events", "events.ndjson", "--markdown", "report.md", "--tap", "report.tap", "--verbose",
             "--journal", "journal.ndjson", "--har", "traffic.har", *options],
            cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started = process.stderr.readline()
        address = started.split("http://")[1].split("/")[0]
        for method, path, headers in requests:
            connection = http.client.HTTPConnection(address, timeout=30)
            connection.request(method, path, b"hello" if method in ("PUT", "POST") else None, headers)
            connection.getresponse().read()
            connection.close()
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=LONGEST_SECONDS)
        with open(self.folder + "/printed", "w") as file:
            file.write(started + printed + errors)
        self.assertEqual(process.returncode, 1, printed[-2000:] + errors[-2000:])
        self.assertIn("curl -sg", self.read("reports/report.html"))

    def test_monitor(self):
        ways = {
            "key": {"X-Api-Key": SECRET},
            "bearer": {"Authorization": f"Bearer {SECRET}"},
            "basic": {"Authorization": "Basic " + b64(f"ann:{SECRET}")},
            "cookie": {"Cookie": f"theme=dark; sid={SECRET}"},
            "token": {"X-Tenant-Token": SECRET},
            "query": {},
        }
        for name, headers in ways.items():
            with self.subTest(name):
                query = "tenant=" + urllib.parse.quote(SECRET, safe="") if name == "query" else ""
                path = "/v1/stream/" + name
                requests = [("PUT", f"{path}?{query}", {"Content-Type": "text/plain", **headers})]
                requests += [(method, f"{path}{rest}{query}", headers) for method, rest in (
                    ("GET", "?offset=wrong&"), ("GET", "?offset=-1&live=sse&"), ("POST", "?"),
                    ("GET", "?offset=-1&"), ("GET", "?"), ("DELETE", "?"), ("GET", "?offset=-1&"))] * len(ENCODINGS)
                self.monitor(requests)
                self.assert_nothing_is_told()


SERVER = """
import subprocess, sys
print("was started with", sys.argv, flush=True)
subprocess.run([PROGRAM, "serve", "--port", sys.argv[1], "--defect", "append.empty-body-411"])
"""

if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
