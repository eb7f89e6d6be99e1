"""Compares the quotes of the built-in requirements with the protocol's text: each must stand in the
section that its requirement names. Usage: check_quotes.py PROTOCOL.md
"""
import re
import sys
import tomllib
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "suites" / "durable-streams" / "requirements.toml"
HTTP = "H"  # the section of what HTTP itself requires


def plain(markdown):
    """The text as a browser shows it, on one line."""
    linked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\s+", " ", re.sub(r"`|\*\*|\\", "", linked))


def sections(markdown):
    """Number of a section to its text, without its subsections that have numbers of their own."""
    found, lines, in_code = {}, [], False
    for line in markdown.splitlines():
        in_code ^= line.startswith("```")
        heading = re.match(r"#{2,4} (\d+(?:\.\d+)*)\.? ", line)
        if heading and not in_code:
            lines = found.setdefault(heading[1], [])
        lines.append(line)
    return {number: plain("\n".join(lines)) for number, lines in found.items()}


def main(path):
    text = sections(Path(path).read_text())
    missing = 0
    for requirement in tomllib.loads(REQUIREMENTS.read_text())["requirement"]:
        section = requirement["id"].split("/")[0]
        quote = requirement.get("quote", "")
        if section == HTTP or (quote and quote in text.get(section, "")):
            continue
        missing += 1
        print(f"{requirement['id']}: section {section} does not say \"{quote}\"")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
