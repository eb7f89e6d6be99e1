#!/usr/bin/env python3
"""Replays the findings of campaigns, each as a scenario and as a POSIX shell script: it must fail on
the server with the defect and not on the correct server.

    replay_test.py CONFORM                  a sample of the defects
    replay_test.py CONFORM DEFECT…          these
    replay_test.py CONFORM all [I/N]        the whole catalogue, or the Ith of N parts
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SAMPLE = ["append.appended-200", "append.every-3rd-lost", "closure.no-header-on-conflict",
          "create.starts-afresh", "head.closed-not-shown", "offsets.unpadded", "read.no-up-to-date",
          "sse.type-plain", "sse.always-up-to-date", "headers.no-nosniff",
          "producers.no-epoch"]
SEQUENCES = 250
# Findings with longer waits need the virtual clock.
LONGEST_WAIT_SECONDS = 3
LONGEST_SECONDS = 120
SHELL = shutil.which("dash") or "sh"


class Server:
    """The built-in server on a free port."""

    def __init__(self, conform, *arguments):
        self.process = subprocess.Popen([conform, "serve", "--port", "0", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()


def is_quick(scenario):
    waits = re.findall(r'until = "(\d+)ms"', scenario.read_text())
    return sum(map(int, waits)) <= LONGEST_WAIT_SECONDS * 1000


def status_of(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        return "none", f"it did not end within {LONGEST_SECONDS} s"
    return done.returncode, done.stdout


class Proof:
    def __init__(self, conform):
        self.conform = conform
        self.tried = self.slow = self.judge_only = 0
        self.problems = []

    def expect(self, wanted, where, *command):
        status, output = status_of(*command)
        if status != wanted:
            self.problems.append(where)
            print(f"{where}: exit status {status} instead of {wanted}",
                  *output.splitlines()[-6:], sep="\n  ", flush=True)

    def replay(self, name, scenario, broken, correct):
        self.expect(1, f"{name}, broken server", self.conform, "replay", scenario, "--target",
                    broken.url)
        self.expect(0, f"{name}, correct server", self.conform, "replay", scenario, "--target",
                    correct.url)
        script = scenario.with_suffix(".sh")
        if "A script cannot check this" in script.read_text():
            self.judge_only += 1
            return
        self.expect(1, f"{name}.sh, broken server", SHELL, script, broken.url)
        self.expect(0, f"{name}.sh, correct server", SHELL, script, correct.url)

    def prove(self, defect):
        with tempfile.TemporaryDirectory() as folder:
            status_of(self.conform, "fuzz", "--defect", defect, "--runs", str(SEQUENCES), "--dir",
                      folder)
            found = sorted(pathlib.Path(folder, "findings").glob("*.toml"))
            if not found:
                return
            with Server(self.conform, "--defect", defect) as broken, Server(self.conform) as correct:
                for scenario in found:
                    self.tried += 1
                    if is_quick(scenario):
                        self.replay(f"{defect} {scenario.stem}", scenario, broken, correct)
                    else:
                        self.slow += 1


def defects_of(conform, wanted):
    if wanted[0] != "all":
        return wanted
    listed = re.findall(r"(?m)^([a-z-]+\.\S+)", status_of(conform, "defects")[1])
    index, parts = map(int, wanted[1].split("/")) if len(wanted) > 1 else (1, 1)
    return listed[index - 1::parts]


def main():
    conform, wanted = sys.argv[1], sys.argv[2:] or SAMPLE
    proof = Proof(conform)
    for defect in defects_of(conform, wanted):
        proof.prove(defect)
    print(f"{proof.tried} findings, {len(proof.problems)} problems; {proof.slow} take too "
          f"long, {proof.judge_only} scripts need the judge")
    sys.exit(1 if proof.problems or proof.tried == 0 else 0)


if __name__ == "__main__":
    main()
