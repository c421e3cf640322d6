"""What a reader has to see first: the verdict over a project, and what to do about it."""

from __future__ import annotations

from clearance.model import Finding, Project, Report
from clearance.report.headline import counts, headline
from clearance.report.parts.blocks import (
    Facts,
    Items,
    Line,
    Section,
    Span,
    code,
    paragraph,
    plain,
    prose,
)
from clearance.report.select import gathered
from clearance.text import plural, report_date
from clearance.words import CERTAINTIES, SEVERITIES

MOST_LISTED = 12
"""Things named in one line of what to do; the findings name all."""
NO_MANIFEST = {
    "bom": "none; a bill of materials was read ({file})",
    "sources": "none; the sources alone were read ({file})",
}
"""What was read instead of a manifest -> what a report says of it."""
WRITE_A_MANIFEST = (
    "write a manifest with `clearance init`: what the project is for and what it releases decides"
    " most verdicts"
)


def word(report: Report) -> tuple[str, str]:
    """Return the verdict in a word, and its look; what is not known is never told as clear."""
    number = counts(report)
    warned = {finding.certainty for finding in report.findings if finding.severity == "warning"}
    doubtful = number["unknown"] or warned - {"settled"}
    if number["error"]:
        return "Not clear", "error"
    if doubtful and "settled" in warned:
        return "Conditions and open questions", "warning"
    if doubtful:
        return "Open questions", "warning"
    if warned:
        return "Clear with conditions", "warning"
    return "Clear", "met"


def verdict(report: Report) -> Section:
    """Return the verdict, its numbers, and what it was given for."""
    number = counts(report)
    verdict_word, look = word(report)
    return Section(
        "verdict",
        "Verdict",
        (
            paragraph(Span(verdict_word, look), f": {headline(report)}."),
            paragraph(
                f"{plural(number['things'], 'thing')} checked: {_numbers(number)};"
                f" {_duties_met(number)}."
            ),
            _given(report.project),
        ),
    )


def _numbers(number: dict[str, int]) -> str:
    """Return "1 error, 2 warnings, 0 notes (1 contested), 3 accepted"."""
    severities = ", ".join(plural(number[name], name) for name in SEVERITIES)
    doubts = ", ".join(_counted(number, "contested", "unknown"))
    rest = "".join(f", {counted}" for counted in _counted(number, "accepted", "skipped"))
    return severities + (f" ({doubts})" if doubts else "") + rest


def _counted(number: dict[str, int], *names: str) -> list[str]:
    return [f"{number[name]} {name}" for name in names if number[name]]


def _duties_met(number: dict[str, int]) -> str:
    if not number["duties"]:
        return "no duties"
    return f"{number['duties met']} of {plural(number['duties'], 'duty')} met"


def _given(project: Project) -> Facts:
    manifest = NO_MANIFEST.get(project.read_from, "{file}").replace("{file}", project.file)
    facts = {
        "Purpose": project.purpose or "not stated",
        "Actor": project.actor.kind or "not stated",
        "License of the project": project.license or "not stated",
        "Manifest": manifest,
        "Date": report_date(),
    }
    return Facts(tuple((question, (plain(answer),)) for question, answer in facts.items()))


def todo(report: Report) -> Section:
    """Return a line for each fix; nothing where the findings ask for none."""
    lines = _fixes(report)
    if report.project.read_from == "sources":
        lines = [prose(WRITE_A_MANIFEST), *lines]
    if lines:
        return Section("todo", "What to do", (Items(tuple(lines), numbered=True),))
    nothing = paragraph("Nothing is left to do.")
    return Section("todo", "What to do", () if report.findings else (nothing,))


def _fixes(report: Report) -> list[Line]:
    """Return a line for each fix, the most urgent first; the same fix for the same thing is told
    once.
    """
    together = gathered(report, ours=True)
    in_one_line = set(together)
    urgent = [row for row in sorted(report.findings, key=_urgency) if row.severity != "note"]
    first: dict[tuple[str, str], Finding] = {}
    for finding in urgent:
        fix = (finding.artifact, _asked(finding)[0])
        first.setdefault((finding.rule, "") if finding in in_one_line else fix, finding)
    lines = []
    for finding in first.values():
        if finding in in_one_line:
            line = _fix_of_many([other for other in together if other.rule == finding.rule])
        else:
            thing = finding.artifact or report.project.file
            line = (code(thing), *prose(": " + "; ".join(_asked(finding))))
        lines.append((*line, _mark(finding)))
    return lines


def _asked(finding: Finding) -> tuple[str, ...]:
    return finding.fix or (finding.message,)


def _urgency(finding: Finding) -> tuple[int, int]:
    """Errors come first, whatever is in doubt about them; then what is settled."""
    certainty = 0 if finding.severity == "error" else CERTAINTIES.index(finding.certainty)
    return SEVERITIES.index(finding.severity), certainty


def _mark(finding: Finding) -> Span:
    certainty = "" if finding.certainty == "settled" else f", {finding.certainty}"
    return plain(f" ({finding.rule}, {finding.severity}{certainty})", "dim")


def _fix_of_many(alike: list[Finding]) -> Line:
    """Return one line for findings that have the same fix."""
    gather = alike[0].telling.gather
    assert gather is not None  # noqa: S101 - `gathered` has seen to it
    names = list(dict.fromkeys(finding.source for finding in alike))
    listed = tuple(span for name in names[:MOST_LISTED] for span in (code(name), plain(" ")))
    unnamed = len(names) - MOST_LISTED
    more = (plain(f"and {unnamed} more"),) if unnamed > 0 else ()
    return (*prose(f"{len(names)} {gather.what}: {gather.fix}: "), *listed, *more)
