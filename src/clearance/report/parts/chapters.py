"""Several projects in one audit report: the verdict over all, the list, and each project as a
chapter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from clearance.model import Report, Several
from clearance.report.common import counts, excuse, headline, label, overall
from clearance.report.parts.audit import Para, Section, Span, Table, about, plain, sections, word
from clearance.text import clean, plural


@dataclass(frozen=True)
class Chapter:
    """One project of several; ids in it start with its own."""

    id: str
    title: str
    report: Report
    sections: tuple[Section, ...]


def title_of_several(told: Several) -> str:
    """Return the title of a report on several projects."""
    return f"License and openness audit: {plural(len(told.reports), 'project')}"


def chapters(told: Several) -> list[Chapter]:
    """Return each project as a chapter; what the report says about itself is said once, in
    `closing`.
    """
    found = []
    for i, report in enumerate(told.reports, 1):
        parts = tuple(
            replace(one, id=f"p{i}-{one.id}") for one in sections(report) if one.id != "about"
        )
        found.append(
            Chapter(
                f"p{i}",
                (
                    f"{clean(report.project.name)}: {label(report)}"
                    if report.project.name
                    else label(report)
                ),
                report,
                parts,
            )
        )
    return found


def opening(told: Several) -> Section:
    """Return the verdict over all projects, the list of them, and what could not be checked."""
    looks = [word(report)[1] for report in told.reports]
    look = (
        "error"
        if told.unchecked
        else next((one for one in ("error", "warning") if one in looks), "met")
    )
    verdict = (
        "Not complete"
        if told.unchecked and "error" not in looks
        else {"error": "Not clear", "warning": "Conditions or open questions", "met": "Clear"}[look]
    )
    rows = []
    for chapter in chapters(told):
        found = counts(chapter.report)
        one, color = word(chapter.report)
        numbers = tuple((plain(str(found[name])),) for name in ("error", "warning", "note"))
        rows.append(
            (
                (Span(chapter.title, "", chapter.id),),
                (plain(one, color),),
                *numbers,
                (plain(headline(chapter.report)),),
            )
        )
    table = Table(
        "The projects",
        ("Project", "Verdict", "Errors", "Warnings", "Notes", "What to do"),
        tuple(rows),
    )
    missed = tuple(
        Para((plain("Not checked: ", "error"), plain(excuse(one)))) for one in told.unchecked
    )
    return Section(
        "verdict",
        "Verdict",
        (
            Para((Span(verdict, look), plain(f": {overall(told)}."))),
            *missed,
            *((table,) if rows else ()),
        ),
    )


def closing(told: Several) -> Section | None:
    """Return what the report says about itself; None where no project was checked."""
    return about(told.reports[0]) if told.reports else None
