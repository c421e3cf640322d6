"""Several projects in one audit report: the verdict over all, the list, and each project as a
chapter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from clearance.model import Report, Several
from clearance.report.common import excuse
from clearance.report.headline import counts, headline, label, overall
from clearance.report.parts.audit import about, sections
from clearance.report.parts.blocks import Line, Section, Span, Table, paragraph, plain
from clearance.report.parts.verdict import word
from clearance.text import clean, plural
from clearance.words import SEVERITIES

OVER_ALL = {"error": "Not clear", "warning": "Conditions or open questions", "met": "Clear"}
"""The worst look among the verdicts of the projects -> the verdict over all."""


@dataclass(frozen=True)
class Chapter:
    """One project of several; ids in it start with its own."""

    id: str
    title: str
    report: Report
    sections: tuple[Section, ...]


def title_of_several(run: Several) -> str:
    """Return the title of a report on several projects."""
    return f"License and openness audit: {plural(len(run.reports), 'project')}"


def chapters(run: Several) -> list[Chapter]:
    """Return each project as a chapter; what the report says about itself is said once, in
    `closing`.
    """
    return [_chapter(f"p{i}", report) for i, report in enumerate(run.reports, 1)]


def _chapter(id: str, report: Report) -> Chapter:
    parts = (part for part in sections(report) if part.id != "about")
    renamed = tuple(replace(part, id=f"{id}-{part.id}") for part in parts)
    name = f"{clean(report.project.name)}: " if report.project.name else ""
    return Chapter(id, name + label(report), report, renamed)


def opening(run: Several, projects: list[Chapter]) -> Section:
    """Return the verdict over all projects, the list of them, and what could not be checked."""
    missed = (paragraph(plain("Not checked: ", "error"), excuse(path)) for path in run.unchecked)
    verdict = paragraph(_verdict(run), f": {overall(run)}.")
    table = Table(
        "The projects",
        ("Project", "Verdict", "Errors", "Warnings", "Notes", "What to do"),
        tuple(map(_row, projects)),
    )
    return Section("verdict", "Verdict", (verdict, *missed, *((table,) if projects else ())))


def _verdict(run: Several) -> Span:
    looks = {word(report)[1] for report in run.reports}
    if run.unchecked and "error" not in looks:
        return Span("Not complete", "error")
    worst = next((look for look in OVER_ALL if look in looks), "met")
    return Span(OVER_ALL[worst], worst)


def _row(project: Chapter) -> tuple[Line, ...]:
    number = counts(project.report)
    return (
        (Span(project.title, "", project.id),),
        (plain(*word(project.report)),),
        *((plain(str(number[severity])),) for severity in SEVERITIES),
        (plain(headline(project.report)),),
    )


def closing(run: Several) -> Section | None:
    """Return what the report says about itself; None where no project was checked."""
    return about(run.reports[0]) if run.reports else None
