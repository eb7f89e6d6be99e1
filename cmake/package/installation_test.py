"""What a build gives away, as others use it: installation_test.py BUILD_DIR [Example|Archives]."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

OTHER_PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(other LANGUAGES NONE)
find_package(conform 0.1 REQUIRED)
enable_testing()
conform_add_tests(PREFIX none TARGET_URL http://127.0.0.1:1/ ONLY no.such-scenario)
conform_add_tests(PREFIX some SERVER "true; ./serve {port}" PER SCENARIO LABELS a b TIMEOUT 50
                  ONLY sequence.equal-409 "delivery.worker-token[ack? no token]" judge.nosniff
                  ARGUMENTS -H "X: a b" FIXTURES database)
"""

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, **options)


def must(*words, **options):
    done = run(*words, **options)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Server:
    """`conform serve` on a port of its own."""

    def __init__(self, *flags):
        self.process = subprocess.Popen([Example.program, "serve", "--port", "0", *flags],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Example(unittest.TestCase):
    """The project in example/ with an installation, against servers that are right and wrong."""

    @classmethod
    def setUpClass(cls):
        cls.prefix = os.path.join(FOLDER, "prefix")
        must("cmake", "--install", BUILD, "--prefix", cls.prefix)
        cls.program = os.path.join(cls.prefix, "bin", "conform")
        cls.build = os.path.join(FOLDER, "example")
        must("cmake", "-S", os.path.join(HERE, "example"), "-B", cls.build, "-G", "Ninja",
             f"-DCMAKE_PREFIX_PATH={cls.prefix}", "-DCMAKE_BUILD_TYPE=Debug",
             "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror")
        must("cmake", "--build", cls.build)

    def at(self, url):
        must("cmake", "-S", os.path.join(HERE, "example"), "-B", self.build, f"-DSERVER_URL={url}")

    def ctest(self, *flags, **options):
        return run("ctest", "--test-dir", self.build, "--output-on-failure", *flags, **options)

    def test_each_scenario_is_a_test(self):
        names = re.findall(r"Test +#\d+: (.+)", self.ctest("-N").stdout)
        self.assertIn("conform.sequence.equal-409", names)
        self.assertIn("conform.http.unusual-form[HTTP/1.0]", names)
        self.assertIn("own.sequence", names)
        self.assertIn("own.create", names)
        self.assertIn("server_test", names)
        self.assertFalse([name for name in names if "http.large-" in name])
        expected = must(self.program, "list", "--ids", "--suite", "sequence,http",
                        "--skip", "http.large-*").split("\n")[:-1]
        self.assertEqual({name for name in names if name.startswith("conform.")},
                         {"conform." + id for id in expected})

    def test_a_server_that_is_right_passes(self):
        with Server() as server:
            self.at(server.url)
            spread = dict(os.environ, GTEST_TOTAL_SHARDS="2", GTEST_SHARD_INDEX="0")
            done = self.ctest("-R", r"^conform\.(sequence\.[a-f]|http\.unusual-form)", "-j", "2",
                              env=spread)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("100% tests passed", done.stdout)
        self.assertNotIn("Skipped", done.stdout)

    def test_what_a_server_lacks_is_skipped(self):
        with Server() as server:
            self.at(server.url)
            done = self.ctest("-R", r"^conform\.http\.two-streaming-body")
        self.assertIn("Skipped", done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_mistake_fails(self):
        with Server("--defect", DEFECT) as server:
            self.at(server.url)
            done = self.ctest("-R", r"^conform\.sequence\.lower-409\[more digits\]$")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("NOT CONFORMANT", done.stdout)
        self.assertIn("curl", done.stdout)

    def test_a_server_that_is_not_there_fails(self):
        self.at("http://127.0.0.1:1/")
        done = self.ctest("-R", r"^conform\.sequence\.lower-409\[more digits\]$")
        self.assertIn("***Failed", done.stdout)
        self.assertNotEqual(done.returncode, 0)

    def test_each_suite_has_a_server_of_its_own(self):
        done = self.ctest("-R", r"^own\.sequence$")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_each_word_arrives(self):
        folder = os.path.join(FOLDER, "other")
        os.mkdir(folder)
        with open(os.path.join(folder, "CMakeLists.txt"), "w", encoding="utf-8") as file:
            file.write(OTHER_PROJECT)
        must("cmake", "-S", folder, "-B", folder, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        listing = json.loads(must("ctest", "--test-dir", folder, "--show-only=json-v1"))
        tests = {test["name"]: test for test in listing["tests"]}
        self.assertEqual(set(tests), {"none.list", "some.judge", "some.sequence.equal-409",
                                      "some.delivery.worker-token[ack, no token]"})
        case = tests["some.delivery.worker-token[ack, no token]"]
        self.assertEqual(case["command"][1:],
                         ["--config", "/dev/null", "--server", "true; ./serve {port}", "-H",
                          "X: a b", "--only", "delivery.worker-token[ack? no token]"])
        properties = {one["name"]: one["value"] for one in case["properties"]}
        self.assertEqual(properties["LABELS"], ["a", "b"])
        self.assertEqual(properties["TIMEOUT"], 50)
        self.assertEqual(properties["FIXTURES_REQUIRED"], ["database"])
        done = run("ctest", "--test-dir", folder, "-R", "none.list", "--output-on-failure")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--only 'no.such-scenario' matches nothing", done.stdout)

    def google_test(self, *flags, **options):
        return run(os.path.join(self.build, "server_test"), *flags, **options)

    def test_google_test_passes(self):
        with Server() as server:
            done = self.google_test(server.url, "--gtest_filter=Server.*:conform_sequence.*")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("[       OK ] conform_sequence.lower_409_more_digits_", done.stdout)
        self.assertIn("[       OK ] Server.HasTestsOfItsOwn", done.stdout)

    def test_google_test_tells_a_failure(self):
        with Server("--defect", DEFECT) as server:
            done = self.google_test(server.url, "--gtest_filter=conform_sequence.lower_409_more_digits_")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("[  FAILED  ] conform_sequence.lower_409_more_digits_", done.stdout)
        self.assertIn("\nexpected: status 409\n", done.stdout)
        self.assertIn("\n  > Stream-Seq: 10\n", done.stdout)

    def test_google_test_skips(self):
        with Server() as server:
            done = self.google_test(server.url, "--gtest_filter=conform_http.two_streaming_body")
        self.assertIn("[  SKIPPED ]", done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_google_test_repeats_and_spreads(self):
        with Server() as server:
            spread = dict(os.environ, GTEST_TOTAL_SHARDS="2", GTEST_SHARD_INDEX="1")
            done = self.google_test(server.url, "--gtest_filter=conform_sequence.*",
                                    "--gtest_repeat=2", env=spread)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Repeating all tests (iteration 2)", done.stdout)

    def test_google_test_fails_without_a_server(self):
        done = self.google_test("http://127.0.0.1:1/",
                                "--gtest_filter=conform_sequence.lower_409_more_digits_")
        self.assertEqual(done.returncode, 1)
        self.assertIn("says nothing about sequence.lower-409[more digits]", done.stdout)
        self.assertIn("127.0.0.1:1", done.stdout)


class Archives(unittest.TestCase):
    """The archive and the Debian package."""

    @classmethod
    def setUpClass(cls):
        must("cpack", "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", FOLDER)
        files = os.listdir(FOLDER)
        cls.archive, cls.package = (
            os.path.join(FOLDER, next(name for name in files if name.endswith(ending)))
            for ending in (".tar.gz", ".deb"))

    def assert_holds(self, paths):
        for path in ("bin/conform", "include/conform/gtest.hpp",
                     "share/cmake/conform/conformConfig.cmake", "share/doc/conform/copyright",
                     "share/man/man1/conform.1.gz", "share/bash-completion/completions/conform",
                     "share/zsh/vendor-completions/_conform",
                     "share/fish/vendor_completions.d/conform.fish"):
            self.assertIn(path, paths)

    def test_the_archive_runs_where_it_is_unpacked(self):
        folder = os.path.join(FOLDER, "some where")
        os.mkdir(folder)
        must("tar", "-xzf", self.archive, "-C", folder)
        (root,) = os.listdir(folder)
        root = os.path.join(folder, root)
        self.assert_holds([os.path.relpath(os.path.join(path, name), root)
                           for path, _, names in os.walk(root) for name in names])
        output = must(os.path.join(root, "bin", "conform"), "--sim", "--suite", "append", cwd="/")
        self.assertIn("\nNO FAILURES IN THE TESTS THAT RAN\n", output)

    def test_the_debian_package_says_what_it_is_and_needs(self):
        fields = must("dpkg-deb", "--field", self.package)
        self.assertIn("Package: conform\n", fields)
        self.assertRegex(fields, r"Depends: .*\blibcurl4\b")
        self.assertRegex(fields, r"Description: conformance suite for Durable Streams servers\n \w")
        version = must(os.path.join(BUILD, "conform"), "--version").strip()
        self.assertIn(f"Version: {version}\n", fields)

    def test_the_debian_package_holds_what_an_installation_has(self):
        lines = must("dpkg-deb", "--contents", self.package).splitlines()
        self.assert_holds([line.split(" ./usr/")[-1] for line in lines])
        self.assertFalse([line for line in lines if " root/root " not in line])


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    DEFECT = "sequence.as-number"
    with tempfile.TemporaryDirectory() as FOLDER:
        unittest.main()
