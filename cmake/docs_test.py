"""The documentation names files that exist: links, and paths in code, of every Markdown file."""

import os
import re
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
FOLDERS = "harness|fixtures|fuzz|reports|suites|cmake|docs"


def documents():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in (".git", "build", "node_modules")]
        yield from (os.path.join(folder, name) for name in names if name.endswith(".md"))


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Documentation(unittest.TestCase):
    def test_links_lead_to_files(self):
        for path in documents():
            for link in re.findall(r"\]\(([^)#\s]+)[^)\s]*\)", text_of(path)):
                if "://" not in link:
                    with self.subTest(document=path, link=link):
                        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(path), link)))

    def test_paths_in_code_exist(self):
        for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"):
            for path in re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", text_of(os.path.join(ROOT, name))):
                with self.subTest(document=name, path=path):
                    self.assertTrue(os.path.exists(os.path.join(ROOT, path)))


if __name__ == "__main__":
    unittest.main()
