"""What a file includes is of a module that its own module links, itself or through another."""
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULE = re.compile(r"^\s*conform_(module|program|tests|fuzz_target)\(\s*([^)]*)\)", re.M)


def modules():
    """By folder, or by file for a fuzz target: the modules named after MODULES, and after TEST_MODULES."""
    found = {"fuzz/targets": {}}
    for kind, text in MODULE.findall((ROOT / "CMakeLists.txt").read_text()):
        words = re.split(r"\s+\b([A-Z_]+)\b\s+", text.strip())
        path = f"fuzz/targets/{words[0]}.cpp" if kind == "fuzz_target" else words[0].split()[-1]
        found[path] = {key: names.split() for key, names in zip(words[1::2], words[2::2])}
    return found


def module_of(file, found):
    return max((one for one in found if f"{file}/".startswith(f"{one}/")), key=len, default=None)


def reached(names, found):
    paths, todo = set(), list(names)
    while todo:
        more = {path for path in found if Path(path).name == todo[-1]} - paths
        todo[-1:] = [name for path in more for name in found[path].get("MODULES", ())]
        paths |= more
    return paths


def allowed(file, module, found):
    lists = [found[module].get("MODULES", ())]
    if file.endswith("_test.cpp"):
        lists.append(found[module].get("TEST_MODULES", ()))
    return reached(sum(map(list, lists), []), found) | {module, module_of(Path(file).parent, found)}


class Modules(unittest.TestCase):
    def test_an_include_is_of_a_module_that_is_linked(self):
        found, faults = modules(), []
        folders = (ROOT / folder for folder in ("fixtures", "fuzz", "harness", "reports"))
        for path in sorted(path for folder in folders for path in folder.rglob("*.[ch]pp")):
            file = path.relative_to(ROOT).as_posix()
            module = module_of(file, found)
            for number, line in enumerate(path.read_text().splitlines(), 1):
                include = re.match(r'\s*#\s*include "(.+)"', line)
                target = include and module_of(include[1], found)
                if include and target not in allowed(file, module, found):
                    faults.append(f'{file}:{number}: "{include[1]}" is of {target}, which {module} does not link')
        if faults:
            self.fail("\n".join(faults))

    def test_no_module_links_itself_through_others(self):
        found = modules()
        for path in found:
            self.assertNotIn(path, reached(found[path].get("MODULES", ()), found))


if __name__ == "__main__":
    unittest.main()
