"""What runs conform in CI: .github/conform, .github/workflows, and the examples beside this file.

Their YAML is parsed and compared with what it names, their shell is read by bash and shellcheck,
and the action's scripts run with a program that notes its arguments.
"""

import os
import re
import stat
import subprocess
import tempfile
import unittest

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
ACTION = os.path.join(HERE, "..", "..", ".github", "conform")

NOTING_PROGRAM = """#!/usr/bin/env bash
printf '%s\\n' "$@" >arguments
echo '| pass | 3 |' >"$SUMMARY_IN/summary.md"
exit "$STATUS"
"""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def load(path):
    return yaml.safe_load(read(path))


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, **options)


class Shell(unittest.TestCase):
    def assert_sound(self, script):
        done = run("shellcheck", "-s", "bash", "-", input=script)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_scripts_of_the_action(self):
        for name in ("key", "build", "run"):
            path = os.path.join(ACTION, name)
            self.assertTrue(os.access(path, os.X_OK), name)
            self.assert_sound(read(path))

    def test_commands_of_the_action(self):
        for step in load(os.path.join(ACTION, "action.yml"))["runs"]["steps"]:
            if "run" in step:
                self.assert_sound("#!/bin/bash\n" + step["run"])

    def test_commands_of_the_workflows(self):
        folder = os.path.join(HERE, "..", "..", ".github", "workflows")
        for name in os.listdir(folder):
            for job in load(os.path.join(folder, name))["jobs"].values():
                for step in job["steps"]:
                    if "run" in step:
                        with self.subTest(name):
                            self.assert_sound("#!/bin/sh\n" + step["run"])

    def test_commands_of_gitlab(self):
        for name, job in load(os.path.join(HERE, "gitlab.yml")).items():
            if isinstance(job, dict) and "script" in job:
                lines = ["#!/bin/bash", "# shellcheck disable=SC2016 # for the inner shell", "set -e"]
                with self.subTest(name):
                    self.assert_sound("\n".join(lines + ["{"] + job["script"] + ["}"]))

    def test_commands_of_jenkins(self):
        commands = re.findall(r"'''(.*?)'''", read(os.path.join(HERE, "Jenkinsfile")), re.DOTALL)
        self.assertEqual(len(commands), 2)
        for command in commands:
            self.assert_sound("#!/bin/sh\n" + command)


class Action(unittest.TestCase):
    def setUp(self):
        self.action = load(os.path.join(ACTION, "action.yml"))
        self.steps = self.action["runs"]["steps"]

    def test_every_input_is_used_and_declared(self):
        used = set(re.findall(r"inputs\.([\w-]+)", read(os.path.join(ACTION, "action.yml"))))
        self.assertEqual(used, set(self.action["inputs"]))

    def test_no_input_is_pasted_into_a_command(self):
        for step in self.steps:
            self.assertNotIn("${{", step.get("run", ""))

    def test_every_command_names_its_shell(self):
        for step in self.steps:
            self.assertEqual("run" in step, step.get("shell") == "bash")

    def test_outputs_come_from_a_step(self):
        ids = {step.get("id") for step in self.steps}
        for output in self.action["outputs"].values():
            step, name = re.search(r"steps\.([\w-]+)\.outputs\.([\w-]+)", output["value"]).groups()
            self.assertIn(step, ids)
            self.assertIn(f'"{name}=', read(os.path.join(ACTION, step)))

    def test_every_input_reaches_its_script(self):
        (step,) = [step for step in self.steps if step.get("id") == "run"]
        script = read(os.path.join(ACTION, "run"))
        self.assertEqual(set(re.findall(r"\$(CONFORM_INPUT_\w+)", script)), set(step["env"]))


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.program = self.path("conform")
        with open(self.program, "w", encoding="utf-8") as file:
            file.write(NOTING_PROGRAM)
        os.chmod(self.program, stat.S_IRWXU)

    def path(self, name):
        return os.path.join(self.folder, name)

    def act(self, status=0, **inputs):
        names = ("TARGET", "SERVER", "BASELINE", "FAIL_ON", "LEVEL", "ARGS")
        given = {"CONFORM_INPUT_" + name: inputs.get(name, "") for name in names}
        environment = dict(os.environ, CONFORM_INPUT_REPORTS="my reports", STATUS=str(status),
                           SUMMARY_IN="my reports", GITHUB_OUTPUT=self.path("output"),
                           GITHUB_STEP_SUMMARY=self.path("summary"), **given)
        done = run(os.path.join(ACTION, "run"), self.program, env=environment, cwd=self.folder)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode, status)
        return read(self.path("arguments")).splitlines()

    def output(self):
        return dict(line.split("=", 1) for line in read(self.path("output")).splitlines())

    def test_writes_every_report(self):
        self.assertEqual(self.act(), ["--reports", "my reports", "--markdown",
                                      "my reports/summary.md", "--badge", "my reports/badge.json",
                                      "--annotations"])
        self.assertEqual(read(self.path("summary")), "| pass | 3 |\n")
        self.assertEqual(self.output(), {"conclusion": "conformant",
                                         "reports": os.path.join(self.folder, "my reports")})

    def test_passes_on_what_is_given(self):
        arguments = self.act(SERVER="./serve --port {port}", BASELINE="known.toml", LEVEL="must",
                             FAIL_ON="should")
        self.assertEqual(arguments[7:], ["--server", "./serve --port {port}", "--baseline",
                                         "known.toml", "--fail-on", "should", "--level", "must"])

    def test_arguments_are_quoted_as_in_a_shell_and_never_executed(self):
        arguments = self.act(ARGS="-H 'X: a b' --skip $(touch\nbad) ;")
        self.assertEqual(arguments[7:], ["-H", "X: a b", "--skip", "$(touch", "bad)", ";"])
        self.assertFalse(os.path.exists(self.path("bad")))

    def test_tells_the_conclusion(self):
        for status, word in ((1, "violations"), (2, "nothing-run"), (3, "not-judged")):
            self.act(status)
            self.assertEqual(self.output()["conclusion"], word)

    def test_the_key_is_one_word(self):
        done = run(os.path.join(ACTION, "key"), cwd=self.folder)
        self.assertRegex(done.stdout, r"^key=[0-9a-f]{64}\n$")


class Examples(unittest.TestCase):
    def test_github_gives_inputs_that_there_are(self):
        steps = load(os.path.join(HERE, "github.yml"))["jobs"]["conform"]["steps"]
        (step,) = [step for step in steps if "conform" in step.get("uses", "")]
        self.assertLessEqual(set(step["with"]),
                             set(load(os.path.join(ACTION, "action.yml"))["inputs"]))

    def test_gitlab_needs_jobs_and_stages_that_there_are(self):
        file = load(os.path.join(HERE, "gitlab.yml"))
        jobs = {name: job for name, job in file.items() if name not in ("variables", "stages")}
        for name, job in jobs.items():
            if name.startswith("."):
                continue
            self.assertIn(job["stage"], file["stages"])
            self.assertIn(job["extends"], jobs)
            self.assertLessEqual(set(job.get("needs", [])), set(jobs))


if __name__ == "__main__":
    unittest.main()
