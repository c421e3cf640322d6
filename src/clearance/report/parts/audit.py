"""The audit report as sections of plain blocks; Markdown and HTML draw the same ones, so that
neither says less than the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearance.model import ArtifactReport, Duty, Finding, InEffect, Report
from clearance.openness import table as levels
from clearance.report.common import (
    GATHERED,
    LINK_WORDS,
    NOT_LEGAL_ADVICE,
    by_artifact,
    counts,
    gathered,
    headline,
    steps,
)
from clearance.text import clean, plural, report_date

MOST_LISTED = 12
"""Things named in one line of what to do; the findings name all."""


@dataclass(frozen=True)
class Span:
    """A piece of a line, made harmless; `look` is code, strong, or a word that a format may color."""

    text: str
    look: str = ""
    to: str = ""
    """id of the part of the page that it leads to, where the format has such links"""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Para:
    """One paragraph."""

    line: Line


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    rows: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of each row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Facts:
    """Short answers, each with its question."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True)
class Checks:
    """A checklist: (status, what, evidence)."""

    rows: tuple[tuple[str, Line, Line], ...]


@dataclass(frozen=True)
class Entry:
    """One finding in full."""

    row: Finding
    head: Line
    message: Line
    chain: tuple[Line, ...]
    fixes: tuple[Line, ...]
    more: Line


@dataclass(frozen=True)
class Graph:
    """The picture of the usage graph; formats without pictures leave it to the table of links."""


@dataclass(frozen=True)
class Sub:
    """A headed group of blocks inside a section."""

    title: str
    blocks: tuple[Block, ...]
    thing: str = ""


Block = Para | Items | Facts | Table | Checks | Entry | Graph | Sub


@dataclass(frozen=True)
class Section:
    """One headed part of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def code(text: str) -> Span:
    """Return a foreign name as it is written."""
    return Span(clean(text), "code")


def plain(text: str, look: str = "") -> Span:
    """Return words, made harmless."""
    return Span(clean(text), look)


def prose(text: str) -> Line:
    """Return words of ours, in which what stands between backticks is code."""
    return tuple(
        code(part) if i % 2 else plain(part) for i, part in enumerate(text.split("`")) if part
    )


def title(report: Report) -> str:
    """Return the title of the report."""
    return clean(
        f"License and openness audit: {report.project.name or report.project.file or 'project'}"
    )


def sections(report: Report) -> list[Section]:
    """Return everything the report says, verdict first."""
    told = [
        _verdict(report),
        _todo(report),
        _graph(report),
        _findings(report),
        _duties(report),
        _openness(report),
        _links(report),
        _things(report),
    ]
    told += [_accepted(report), _assumptions(report), _skipped(report), about(report)]
    return [section for section in told if section.blocks]


def word(report: Report) -> tuple[str, str]:
    """Return the verdict in a word, and its look; what is not known is never told as clear."""
    found = counts(report)
    settled = any(
        row.severity == "warning" and row.certainty == "settled" for row in report.findings
    )
    doubt = found["unknown"] or any(
        row.severity == "warning" and row.certainty != "settled" for row in report.findings
    )
    if found["error"]:
        return "Not clear", "error"
    if doubt:
        return "Conditions and open questions" if settled else "Open questions", "warning"
    return ("Clear with conditions", "warning") if settled else ("Clear", "met")


def _verdict(report: Report) -> Section:
    found = counts(report)
    told, look = word(report)
    numbers = ", ".join(plural(found[name], name) for name in ("error", "warning", "note"))
    doubt = ", ".join(f"{found[name]} {name}" for name in ("contested", "unknown") if found[name])
    numbers += f" ({doubt})" if doubt else ""
    numbers += "".join(f", {found[name]} {name}" for name in ("accepted", "skipped") if found[name])
    duties = (
        f"{found['duties met']} of {plural(found['duties'], 'duty')} met"
        if found["duties"]
        else "no duties"
    )
    project = report.project
    who = [
        ("Purpose", project.purpose or "not stated"),
        ("Actor", project.actor.kind or "not stated"),
        ("License of the project", project.license or "not stated"),
    ]
    read = {
        "bom": f"none; a bill of materials was read ({project.file})",
        "sources": f"none; the sources alone were read ({project.file})",
    }
    who += [("Manifest", read.get(project.read_from, project.file)), ("Date", report_date())]
    return Section(
        "verdict",
        "Verdict",
        (
            Para((Span(told, look), plain(f": {headline(report)}."))),
            Para((plain(f"{plural(found['things'], 'thing')} checked: {numbers}; {duties}."),)),
            Facts(tuple((name, (plain(value),)) for name, value in who)),
        ),
    )


def _todo(report: Report) -> Section:
    """One line a fix: errors, then what is settled, then what is contested; the same fix for the
    same thing is told once.
    """
    rows: dict[tuple[str, str], Line] = {}
    together = gathered(report, ours=True)
    for severity, certainty in (
        ("error", ""),
        ("warning", "settled"),
        ("warning", "contested"),
        ("warning", "unknown"),
    ):
        for row in report.findings:
            if row.severity == severity and certainty in ("", row.certainty):
                doubt = "" if row.certainty == "settled" else f", {row.certainty}"
                mark = plain(f" ({row.rule}, {row.severity}{doubt})", "dim")
                if row in together:
                    rows.setdefault(
                        (row.rule, ""),
                        (*_all([one for one in together if one.rule == row.rule]), mark),
                    )
                    continue
                fixes = row.fix or (row.message,)
                rows.setdefault(
                    (row.artifact, fixes[0]),
                    (
                        code(row.artifact or report.project.file),
                        *prose(": " + "; ".join(fixes)),
                        mark,
                    ),
                )
    if report.project.read_from == "sources":
        text = (
            "write a manifest with `clearance init`: what the project is for and what it releases"
            " decides most verdicts"
        )
        rows = {("", ""): prose(text), **rows}
    if not rows:
        return Section(
            "todo",
            "What to do",
            (Para((plain("Nothing is left to do."),)),) if not report.findings else (),
        )
    return Section("todo", "What to do", (Items(tuple(rows.values()), numbered=True),))


def _all(alike: list[Finding]) -> Line:
    """Return one line for findings that have the same fix."""
    what, fix = GATHERED[alike[0].rule]
    names = list(dict.fromkeys(row.source for row in alike))
    listed = tuple(span for name in names[:MOST_LISTED] for span in (code(name), plain(" ")))
    more = (plain(f"and {len(names) - MOST_LISTED} more"),) if len(names) > MOST_LISTED else ()
    return (*prose(f"{len(names)} {what}: {fix}: "), *listed, *more)


def _graph(report: Report) -> Section:
    return Section("graph", "Usage graph", (Graph(),) if report.artifacts else ())


def _links(report: Report) -> Section:
    rows = []
    for link in sorted(report.project.links, key=lambda one: (one.product, one.kind, one.object)):
        how = f" ({link.how})" if link.how else ""
        rows.append(
            (
                (code(link.product),),
                (plain(LINK_WORDS.get(link.kind, link.kind) + how),),
                (code(link.object),),
                (plain(link.known_from or "manifest"),),
            )
        )
    return Section(
        "links",
        "Links",
        (
            (
                Table(
                    "What each thing is made from, or with",
                    ("Thing", "Link", "From", "Known from"),
                    tuple(rows),
                ),
            )
            if rows
            else ()
        ),
    )


def _findings(report: Report) -> Section:
    groups = tuple(
        Sub(clean(name or "The project"), tuple(_entry(row) for row in rows))
        for name, rows in by_artifact(report)
    )
    return Section("findings", "Findings", groups or (Para((plain("No findings."),)),))


def _entry(row: Finding) -> Entry:
    head: Line = (
        Span(row.severity, row.severity),
        plain(f" {row.rule} "),
        plain(row.title, "strong"),
    )
    head += () if row.certainty == "settled" else (plain(f" [{row.certainty}]", row.certainty),)
    chain = tuple(
        (
            plain(f"{words} " if words else ""),
            code(step.thing),
            *((plain(" under "), code(step.license)) if step.license else ()),
            plain(f" {step.place}", "dim"),
        )
        for words, step in steps(row)
    )
    more = (
        [f"clearance explain {row.rule}"]
        + ([f"license {row.license}"] if row.license else [])
        + ([f"clause {row.clause}"] if row.clause else [])
    )
    more += [f"also {', '.join(row.sources)}"] if row.sources else []
    more += [f"accepted: {row.accepted}"] if row.accepted else []
    return Entry(
        row,
        head,
        prose(row.message),
        chain if len(chain) > 1 else (),
        tuple(prose(fix) for fix in row.fix),
        (plain("; ".join(more), "dim"),),
    )


def _duties(report: Report) -> Section:
    if not report.duties:
        return Section("duties", "Duties", (Para((plain("No duties."),)),))
    groups: dict[str, list[Duty]] = {}
    for duty in report.duties:
        groups.setdefault(duty.artifact, []).append(duty)
    return Section(
        "duties",
        "Duties",
        tuple(
            Sub(clean(name), (Checks(tuple(_check(duty) for duty in rows)),))
            for name, rows in groups.items()
        ),
    )


def _check(duty: Duty) -> tuple[str, Line, Line]:
    doubt = () if duty.certainty == "settled" else (plain(f" [{duty.certainty}]", duty.certainty),)
    strings = tuple(span for text in duty.strings for span in (plain(" "), code(text)))
    what = (
        plain(f"{duty.do} for "),
        code(duty.source),
        plain(f" ({duty.license}, {duty.clause}): {duty.says}"),
        *strings,
        *doubt,
    )
    if duty.status == "met":
        return "met", what, (plain(f"evidence: {duty.evidence or duty.place}"),)
    if duty.status == "unmet":
        return "unmet", what, (plain(f"not found; expected: {duty.expected}"),)
    return "uncheckable", what, (plain("no file can show it; accept it with a reason once done"),)


def _openness(report: Report) -> Section:
    rows = []
    for one in report.artifacts:
        if not one.effective:
            continue
        cells: list[Line] = [
            (plain(word, part.level if part else "dim"),)
            for word, part in zip(levels.cells(one.effective), _in_columns(one), strict=True)
        ]
        told = [f"{part.part}: {part.because}" for part in one.effective if part.because]
        shown = (
            (
                level.part,
                [text for text in (level.because, level.source) if text not in ("", "manifest")],
            )
            for level in one.openness
        )
        told += [f"{part}: {' '.join(texts)}" for part, texts in shown if texts]
        rows.append(((code(one.id),), *cells, (plain("; ".join(told)),)))
    if not rows:
        return Section(
            "openness", "Openness", (Para((plain("Nothing is known about openness."),)),)
        )
    head = ("Thing", *(part.capitalize() for part in levels.COLUMNS), "Because")
    legend = tuple(Para((plain(line, "dim"),)) for line in levels.LEGEND)
    return Section(
        "openness",
        "Openness",
        (Table("How open each part is, of its own and in effect", head, tuple(rows)), *legend),
    )


def _in_columns(one: ArtifactReport) -> list[InEffect | None]:
    told = {part.part: part for part in one.effective}
    return [told.get(part) for part in levels.COLUMNS]


def _things(report: Report) -> Section:
    return Section("things", "Things", tuple(_thing(one) for one in report.artifacts))


def _thing(one: ArtifactReport) -> Sub:
    facts: list[tuple[str, Line]] = [("Kind", (plain(one.kind + (", ours" if one.ours else "")),))]
    facts += [("Source", (code(one.source),))] if one.source else []
    for part, name in one.license:
        facts.append(
            (
                f"License of {part}" if part else "License",
                (code(name), plain(f" (from the {one.license_from})" if one.license_from else "")),
            )
        )
    if not one.license:
        facts.append(("License", (plain("not stated"),)))
    facts.append(("Declared", (plain(str(one.place)),)))
    blocks: list[Block] = [Items(tuple((plain(f"{name}: "), *line) for name, line in facts))]
    if one.reach:
        rows = tuple(
            ((code(source),), (code(name),), (plain(reach),), (plain(certainty),))
            for source, name, reach, certainty in dict.fromkeys(one.reach)
        )
        blocks.append(
            Table(f"What reaches {clean(one.id)}", ("From", "License", "As", "Certainty"), rows)
        )
    return Sub(clean(one.id), tuple(blocks), thing=one.id)


def _accepted(report: Report) -> Section:
    return Section("accepted", "Accepted findings", tuple(_entry(row) for row in report.accepted))


def _assumptions(report: Report) -> Section:
    return Section(
        "assumptions",
        "Assumptions",
        (Items(tuple((plain(one),) for one in report.assumptions)),) if report.assumptions else (),
    )


def _skipped(report: Report) -> Section:
    return Section(
        "skipped",
        "Not read",
        (
            (Items(tuple((code(one.path), plain(f": {one.why}")) for one in report.skipped)),)
            if report.skipped
            else ()
        ),
    )


def about(report: Report) -> Section:
    """Return what a report says about itself."""
    data = ", ".join(f"{name} {version}" for name, version in report.data_versions)
    texts = (
        f"Made by Clearance {report.version} on {report_date()} with {data}.",
        (
            "The check was offline: it judged the manifest, the sources, the lock where there is"
            " one, and the data that ship with this version; nothing was looked up."
        ),
        (
            "Contested means that courts and commentators differ; unknown means that a license, a"
            " text or a fact about the project is not known."
        ),
        NOT_LEGAL_ADVICE,
    )
    return Section("about", "About this report", tuple(Para((plain(text),)) for text in texts))
