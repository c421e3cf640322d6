"""JUnit: one test suite a project, one test case a rule and thing; errors fail, accepted findings
are skipped.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from clearance.model import Finding, Report, Several, Unchecked
from clearance.report.common import excuse, headline, label, steps
from clearance.text import clean

COUNTED = ("tests", "failures", "errors", "skipped")


def render(report: Report, **_: object) -> str:
    """Return the XML text; warnings and notes pass and say their message in `system-out`."""
    return _document([_suite(report, clean(report.project.name or report.project.file))])


def several(told: Several, **_: object) -> str:
    """Return the XML text with one suite a project; a path that could not be checked is a suite
    with one error.
    """
    return _document(
        [*(_suite(report, label(report)) for report in told.reports), *map(_missed, told.unchecked)]
    )


def _document(suites: list[ET.Element]) -> str:
    root = ET.Element(
        "testsuites",
        {
            "name": "clearance",
            **{name: str(sum(int(suite.attrib[name]) for suite in suites)) for name in COUNTED},
        },
    )
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, name: str) -> ET.Element:
    failures = sum(row.severity == "error" for row in report.findings)
    cases = [*report.findings, *report.accepted]
    numbers = (len(cases) or 1, failures, 0, len(report.accepted))
    suite = ET.Element(
        "testsuite", {"name": name, **dict(zip(COUNTED, map(str, numbers), strict=True))}
    )
    for row in report.findings:
        _case(suite, row)
    for row in report.accepted:
        ET.SubElement(
            _element(suite, row), "skipped", {"message": clean(f"accepted: {row.accepted}")}
        )
    if not cases:
        ET.SubElement(
            suite, "testcase", {"classname": "clearance", "name": clean(headline(report))}
        )
    return suite


def _missed(one: Unchecked) -> ET.Element:
    suite = ET.Element(
        "testsuite",
        {"name": clean(one.path), **dict(zip(COUNTED, ("1", "0", "1", "0"), strict=True))},
    )
    case = ET.SubElement(suite, "testcase", {"classname": "clearance", "name": "not checked"})
    ET.SubElement(case, "error", {"type": "input", "message": excuse(one)})
    return suite


def _element(suite: ET.Element, row: Finding) -> ET.Element:
    name = (
        f"{row.artifact or 'project'}: {row.title} ({row.source})"
        if row.source
        else f"{row.artifact or 'project'}: {row.title}"
    )
    told = {
        "classname": f"clearance.{row.rule}",
        "name": clean(f"{name} {row.key}"),
        "file": clean(row.place.file),
    }
    return ET.SubElement(
        suite, "testcase", told | ({"line": str(row.place.line)} if row.place.line else {})
    )


def _case(suite: ET.Element, row: Finding) -> None:
    case = _element(suite, row)
    if row.severity == "error":
        failure = ET.SubElement(
            case, "failure", {"type": row.certainty, "message": clean(row.message)}
        )
        failure.text = _body(row)
    else:
        ET.SubElement(case, "system-out").text = f"{row.severity} [{row.certainty}] {_body(row)}"


def _body(row: Finding) -> str:
    lines = [clean(row.message)]
    lines += [
        "  " + clean(" ".join(filter(None, (words, step.thing, step.license, str(step.place)))))
        for words, step in steps(row)
    ]
    return "\n".join([*lines, *(clean(f"fix: {fix}") for fix in row.fix)])
