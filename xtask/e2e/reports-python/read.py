"""Reads a JUnit report with junitparser, and holds it against the JSON report of the same run."""

import json
import sys
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped

WORDS = {"fail": Failure, "untestable": Error, "notapplicable": Skipped}


def main(form: str, folder: Path) -> None:
    assert form == "junit", form
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    report = JUnitXml.fromfile(str(folder / "report.junit"))
    counted = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    cases = {}
    for suite in report:
        own = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for case in suite:
            results = [type(result) for result in case.result]
            own["tests"] += 1
            own["failures"] += results.count(Failure)
            own["errors"] += results.count(Error)
            own["skipped"] += results.count(Skipped)
            cases[case.name] = results
        for name, count in own.items():
            assert getattr(suite, name) == count, f"{suite.name}: {name} is not {count}"
            counted[name] += count
    for name, count in counted.items():
        assert getattr(report, name) == count, f"{name} of the whole is not {count}"
    for check in told["checks"]:
        wanted = WORDS.get(check["verdict"])
        assert cases[check["id"]] == ([wanted] if wanted else []), check["id"]
    unmet = sum(not line["met"] for line in told["floor"])
    missing = sum(Error in results for name, results in cases.items() if name.startswith("floor: "))
    assert missing == unmet, f"{missing} errors about the floor, of {unmet}"
    print(f"  junit: {counted['tests']} tests, {counted['failures']} failures, {counted['errors']} errors")


main(sys.argv[1], Path(sys.argv[2]))
