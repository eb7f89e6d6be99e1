"""The schemas accept every suite in the repository, and reject what the loader rejects."""
import json
import tomllib
import unittest
from pathlib import Path

import jsonschema

SUITES = Path(__file__).parents[2] / "suites"


def validator(name):
    schema = json.loads((SUITES / name).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def errors(schema, data):
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}"
            for error in schema.iter_errors(data)]


def suite_with(step):
    scenario = {"id": "a.a", "title": "A", "proves": ["1/a"], "step": [step]}
    return {"suite": {"id": "a", "title": "A"}, "scenario": [scenario]}


class Schemas(unittest.TestCase):
    def test_every_suite_fits(self):
        suite, requirements = validator("suite.schema.json"), validator("requirements.schema.json")
        files = sorted(SUITES.glob("*/*.toml"))
        self.assertGreater(len(files), 20)
        for file in files:
            schema = requirements if file.name == "requirements.toml" else suite
            with self.subTest(file=file.name):
                self.assertEqual(errors(schema, tomllib.loads(file.read_text())), [])

    def test_every_suite_names_its_schema(self):
        for file in SUITES.glob("*/*.toml"):
            kind = "requirements" if file.name == "requirements.toml" else "suite"
            first = file.read_text().splitlines()[0]
            with self.subTest(file=file.name):
                self.assertEqual(first, f"#:schema ../{kind}.schema.json")

    def test_mistakes_are_refused(self):
        suite = validator("suite.schema.json")
        self.assertEqual(errors(suite, suite_with({"send": "GET {s}"})), [])
        mistakes = [
            {"sned": "GET {s}"},
            {"send": "GET"},
            {"read": "{s}", "body": "x"},
            {"send": "GET {s}", "expect": {"status": 99}},
            {"send": "GET {s}", "expect": {"tail": "x"}},
            {"send": "GET {s}", "within": "5"},
            {"send": "GET {s}", "tests": False},
            {"send": "PUT {s}", "body": {"hex": "00", "length": 1}},
            {"check": True},
            {},
        ]
        for step in mistakes:
            with self.subTest(step=step):
                self.assertNotEqual(errors(suite, suite_with(step)), [])


if __name__ == "__main__":
    unittest.main()
