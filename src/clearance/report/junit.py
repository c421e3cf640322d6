"""JUnit: one test suite a project, one test case a rule and thing; errors fail, accepted findings
are skipped.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from clearance.model import Finding, Report, Several, Unchecked
from clearance.report.common import excuse, steps
from clearance.report.headline import headline, label
from clearance.text import clean

COUNTED = ("tests", "failures", "errors", "skipped")


def render(report: Report, **_: object) -> str:
    """Return the XML text; warnings and notes pass and say their message in `system-out`."""
    return _document([_suite(report, clean(report.project.name or report.project.file))])


def several(run: Several, **_: object) -> str:
    """Return the XML text with one suite a project; a path that could not be checked is a suite
    with one error.
    """
    suites = [_suite(report, label(report)) for report in run.reports]
    return _document([*suites, *map(_missed, run.unchecked)])


def _document(suites: list[ET.Element]) -> str:
    numbers = [sum(int(suite.attrib[name]) for suite in suites) for name in COUNTED]
    root = _counted("testsuites", "clearance", *numbers)
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _counted(tag: str, name: str, *numbers: int) -> ET.Element:
    """Return an element with numbers in the order of COUNTED."""
    return ET.Element(tag, {"name": name, **dict(zip(COUNTED, map(str, numbers), strict=True))})


def _suite(report: Report, name: str) -> ET.Element:
    failures = sum(finding.severity == "error" for finding in report.findings)
    tests = len(report.findings) + len(report.accepted)
    suite = _counted("testsuite", name, tests or 1, failures, 0, len(report.accepted))
    for finding in report.findings:
        _judged(_case(suite, finding), finding)
    for finding in report.accepted:
        reason = {"message": clean(f"accepted: {finding.accepted}")}
        ET.SubElement(_case(suite, finding), "skipped", reason)
    if not tests:
        passed = {"classname": "clearance", "name": clean(headline(report))}
        ET.SubElement(suite, "testcase", passed)
    return suite


def _missed(path: Unchecked) -> ET.Element:
    suite = _counted("testsuite", clean(path.path), 1, 0, 1, 0)
    case = ET.SubElement(suite, "testcase", {"classname": "clearance", "name": "not checked"})
    ET.SubElement(case, "error", {"type": "input", "message": excuse(path)})
    return suite


def _case(suite: ET.Element, finding: Finding) -> ET.Element:
    source = f" ({finding.source})" if finding.source else ""
    name = f"{finding.artifact or 'project'}: {finding.title}{source} {finding.key}"
    attributes = {
        "classname": f"clearance.{finding.rule}",
        "name": clean(name),
        "file": clean(finding.place.file),
    }
    if finding.place.line:
        attributes["line"] = str(finding.place.line)
    return ET.SubElement(suite, "testcase", attributes)


def _judged(case: ET.Element, finding: Finding) -> None:
    if finding.severity == "error":
        failure = {"type": finding.certainty, "message": clean(finding.message)}
        ET.SubElement(case, "failure", failure).text = _body(finding)
    else:
        mark = f"{finding.severity} [{finding.certainty}]"
        ET.SubElement(case, "system-out").text = f"{mark} {_body(finding)}"


def _body(finding: Finding) -> str:
    chain = [
        " ".join(filter(None, (words, step.thing, step.license, str(step.place))))
        for words, step in steps(finding)
    ]
    return "\n".join(
        [
            clean(finding.message),
            *(f"  {clean(line)}" for line in chain),
            *(clean(f"fix: {fix}") for fix in finding.fix),
        ]
    )
