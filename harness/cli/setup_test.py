"""The manual and the completion that the program writes, read by man, by groff and by real shells.

Called as setup_test.py PROGRAM.
"""

import os
import subprocess
import sys
import tempfile
import unittest


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, **options)


def asked(*words):
    done = run(PROGRAM, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Manual(unittest.TestCase):
    def setUp(self):
        self.path = os.path.join(FOLDER, "conform.1")
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(asked("manual"))

    def assert_silent(self, *words):
        done = run(*words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_formatters_have_nothing_to_say(self):
        self.assert_silent("groff", "-man", "-ww", "-z", "-Tutf8", self.path)
        self.assert_silent("mandoc", "-T", "lint", "-W", "error", self.path)
        self.assertTrue(asked("manual").isascii())

    def test_tells_every_option_and_command(self):
        page = self.assert_silent("mandoc", "-T", "utf8", "-O", "width=200", self.path)
        page = page.replace("\b", "")
        for word in ("NAME", "SYNOPSIS", "EXAMPLES", "FILES"):
            self.assertIn("\n" + "".join(2 * c for c in word), page)
        plain = run("col", "-b", input=self.assert_silent("mandoc", "-T", "ascii", self.path)).stdout
        for words in ("-H, --header 'NAME: VALUE'", "--suite GLOB,...", "conform list",
                      "conform completion", "CONFORM_AUTHORIZATION"):
            self.assertIn(words, plain)


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scripts = {}
        for shell in ("bash", "zsh", "fish"):
            cls.scripts[shell] = os.path.join(FOLDER, "conform." + shell)
            with open(cls.scripts[shell], "w", encoding="utf-8") as file:
                file.write(asked("completion", shell))
        os.symlink(PROGRAM, os.path.join(FOLDER, "conform"))
        os.mkdir(os.path.join(FOLDER, "reports of mine"))
        open(os.path.join(FOLDER, "a page.html"), "w").close()
        cls.environment = dict(os.environ, PATH=FOLDER + ":" + os.environ["PATH"], HOME=FOLDER)

    def bash(self, *words):
        script = f'source "{self.scripts["bash"]}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' \
                 '_conform conform; for one in "${COMPREPLY[@]}"; do echo "$one"; done'
        done = run("bash", "-uc", script, "bash", "conform", *words, cwd=FOLDER,
                   env=self.environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split("\n")[:-1]

    def fish(self, line):
        done = run("fish", "-c", f'source "{self.scripts["fish"]}"; complete -C "conform {line}"',
                   cwd=FOLDER, env=self.environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [found.split("\t")[0] for found in done.stdout.split("\n")[:-1]]

    def test_shells_can_read_it(self):
        for shell, script in self.scripts.items():
            done = run(shell, "-n", script)
            self.assertEqual((shell, done.returncode, done.stderr), (shell, 0, ""))
        done = run("shellcheck", "-s", "bash", self.scripts["bash"])
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_bash_completes_commands_and_options(self):
        self.assertEqual(self.bash("li"), ["list"])
        self.assertIn("prove", self.bash(""))
        self.assertEqual(self.bash("--junit", "list", "--targ"), ["--target"])
        self.assertEqual(self.bash("list", "--cov"), ["--coverage"])
        self.assertEqual(self.bash("--sim", "completion", "b"), ["bash"])
        self.assertIn("scenarios", self.bash("list", ""))

    def test_bash_completes_values(self):
        self.assertEqual(self.bash("--suite", "app"), ["append"])
        self.assertEqual(self.bash("--suite", "=", "app"), ["append"])
        self.assertIn("closure", self.bash("--suite", "="))
        self.assertEqual(self.bash("--suite", "append,clo"), ["append,closure"])
        self.assertEqual(self.bash("--only", "append.acc"), ["append.accepted-204"])
        self.assertEqual(self.bash("--only", "http.unusual"), ["http.unusual-form"])
        self.assertEqual(self.bash("--level", "m"), ["must", "may"])
        self.assertEqual(self.bash("show", "5.2/append-2"), ["5.2/append-204"])
        self.assertEqual(self.bash("serve", "--defect", "sequence.as"), ["sequence.as-number"])
        self.assertEqual(self.bash("--html", "a p"), ["a page.html"])
        self.assertEqual(self.bash("--reports", "r"), ["reports of mine"])
        self.assertEqual(self.bash("--target", ""), [])

    def test_fish_completes(self):
        self.assertEqual(self.fish("li"), ["list"])
        self.assertEqual(self.fish("list --cov"), ["--coverage"])
        self.assertEqual(self.fish("--suite app"), ["append"])
        self.assertEqual(self.fish("--only append.acc"), ["append.accepted-204"])
        self.assertEqual(self.fish("show 5.2/append-2"), ["5.2/append-204"])
        self.assertEqual(self.fish("serve --defect sequence.as"), ["sequence.as-number"])
        self.assertEqual(sorted(self.fish("--level m")), ["may", "must"])

    def test_another_shell_is_refused(self):
        done = run(PROGRAM, "completion", "fsh")
        self.assertEqual(done.returncode, 2)
        self.assertIn("invalid shell: 'fsh' (bash, zsh, fish)", done.stderr)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    with tempfile.TemporaryDirectory() as FOLDER:
        unittest.main()
