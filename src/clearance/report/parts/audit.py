"""The audit report as sections of plain blocks; Markdown and HTML draw the same ones, so that
neither says less than the other.
"""

from __future__ import annotations

from clearance.model import ArtifactReport, Duty, Finding, Gap, InEffect, Link, Report
from clearance.openness import table as levels
from clearance.report.common import LINK_WORDS, NOT_LEGAL_ADVICE, steps
from clearance.report.parts.blocks import (
    Block,
    Check,
    Checklist,
    Entry,
    Graph,
    Group,
    Items,
    Line,
    Section,
    Table,
    code,
    doubt,
    paragraph,
    plain,
    prose,
)
from clearance.report.parts.verdict import todo, verdict
from clearance.report.select import by_artifact
from clearance.text import clean, report_date


def title(report: Report) -> str:
    """Return the title of the report."""
    return clean(
        f"License and openness audit: {report.project.name or report.project.file or 'project'}"
    )


def sections(report: Report) -> list[Section]:
    """Return everything the report says, verdict first."""
    parts = [
        verdict(report),
        todo(report),
        Section("graph", "Usage graph", (Graph(),) if report.artifacts else ()),
        _findings(report),
        _duties(report),
        _openness(report),
        _links(report),
        Section("things", "Things", tuple(map(_thing, report.artifacts))),
        Section("accepted", "Accepted findings", tuple(map(_entry, report.accepted))),
        _assumptions(report),
        _skipped(report),
        about(report),
    ]
    return [section for section in parts if section.blocks]


def _findings(report: Report) -> Section:
    groups = tuple(
        Group(clean(name or "The project"), tuple(map(_entry, findings)))
        for name, findings in by_artifact(report)
    )
    return Section("findings", "Findings", groups or (paragraph("No findings."),))


def _entry(finding: Finding) -> Entry:
    return Entry(
        clean(finding.key),
        finding.severity,
        (
            plain(finding.severity, finding.severity),
            plain(f" {finding.rule} "),
            plain(finding.title, "strong"),
            *doubt(finding.certainty),
        ),
        prose(finding.message),
        _chain(finding) if len(finding.chain) > 1 else (),
        tuple(prose(fix) for fix in finding.fix),
        (plain("; ".join(_references(finding)), "dim"),),
    )


def _chain(finding: Finding) -> tuple[Line, ...]:
    return tuple(
        (
            plain(f"{words} " if words else ""),
            code(step.thing),
            *((plain(" under "), code(step.license)) if step.license else ()),
            plain(f" {step.place}", "dim"),
        )
        for words, step in steps(finding)
    )


def _references(finding: Finding) -> list[str]:
    """Return where more is to be read about a finding, and what else it touches."""
    texts = {
        "license": finding.license,
        "clause": finding.clause,
        "also": ", ".join(finding.sources),
        "accepted:": finding.accepted,
    }
    references = [f"{label} {text}" for label, text in texts.items() if text]
    return [f"clearance explain {finding.rule}", *references]


def _duties(report: Report) -> Section:
    checks: dict[str, list[Check]] = {}
    for duty in report.duties:
        checks.setdefault(duty.artifact, []).append(_check(duty))
    groups = tuple(Group(clean(name), (Checklist(tuple(own)),)) for name, own in checks.items())
    return Section("duties", "Duties", groups or (paragraph("No duties."),))


def _check(duty: Duty) -> Check:
    strings = tuple(span for text in duty.strings for span in (plain(" "), code(text)))
    what = (
        plain(f"{duty.do} for "),
        code(duty.source),
        plain(f" ({duty.license}, {duty.clause}): {duty.says}"),
        *strings,
        *doubt(duty.certainty),
    )
    return Check(duty.status, what, (plain(_evidence(duty)),))


def _evidence(duty: Duty) -> str:
    if duty.status == "met":
        return f"evidence: {duty.evidence or duty.place}"
    if duty.status == "unmet":
        return f"not found; expected: {duty.expected}"
    return "no file can show it; accept it with a reason once done"


def _openness(report: Report) -> Section:
    rows = tuple(_openness_of(thing) for thing in report.artifacts if thing.effective)
    if not rows:
        nothing = paragraph("Nothing is known about openness.")
        return Section("openness", "Openness", (nothing,))
    head = ("Thing", *(part.capitalize() for part in levels.COLUMNS), "Because")
    table = Table("How open each part is, of its own and in effect", head, rows)
    legend = (paragraph(plain(line, "dim")) for line in levels.LEGEND)
    return Section("openness", "Openness", (table, *legend))


def _openness_of(thing: ArtifactReport) -> tuple[Line, ...]:
    """Return a row: the name, a cell for each part, and why."""
    in_effect: dict[str, InEffect] = {part.part: part for part in thing.effective}
    parts = [in_effect.get(part) for part in levels.COLUMNS]
    cells = (
        (plain(text, part.level if part else "dim"),)
        for text, part in zip(levels.cells(thing.effective), parts, strict=True)
    )
    return ((code(thing.id),), *cells, (plain("; ".join(_reasons(thing))),))


def _reasons(thing: ArtifactReport) -> list[str]:
    """Return what lowers the parts of a thing, then what its sources say of them."""
    lowered = [f"{part.part}: {part.because}" for part in thing.effective if part.because]
    said = [
        (
            level.part,
            [text for text in (level.because, level.source) if text not in ("", "manifest")],
        )
        for level in thing.openness
    ]
    return lowered + [f"{part}: {' '.join(texts)}" for part, texts in said if texts]


def _links(report: Report) -> Section:
    links = sorted(report.project.links, key=lambda link: (link.product, link.kind, link.object))
    table = Table(
        "What each thing is made from, or with",
        ("Thing", "Link", "From", "Known from"),
        tuple(map(_link, links)),
    )
    return Section("links", "Links", (table,) if links else ())


def _link(link: Link) -> tuple[Line, ...]:
    how = f" ({link.how})" if link.how else ""
    return (
        (code(link.product),),
        (plain(LINK_WORDS.get(link.kind, link.kind) + how),),
        (code(link.object),),
        (plain(link.known_from or "manifest"),),
    )


def _thing(thing: ArtifactReport) -> Group:
    facts: list[tuple[str, Line]] = [
        ("Kind", (plain(thing.kind + (", ours" if thing.ours else "")),)),
        *([("Source", (code(thing.source),))] if thing.source else []),
        *_licenses(thing),
        ("Declared", (plain(str(thing.place)),)),
    ]
    blocks: list[Block] = [Items(tuple((plain(f"{name}: "), *line) for name, line in facts))]
    if thing.reach:
        blocks.append(_reach(thing))
    return Group(clean(thing.id), tuple(blocks), is_thing=True)


def _licenses(thing: ArtifactReport) -> list[tuple[str, Line]]:
    if not thing.license:
        return [("License", (plain("not stated"),))]
    source = plain(f" (from the {thing.license_from})" if thing.license_from else "")
    return [
        (f"License of {part}" if part else "License", (code(name), source))
        for part, name in thing.license
    ]


def _reach(thing: ArtifactReport) -> Table:
    rows = tuple(
        ((code(source),), (code(name),), (plain(reach),), (plain(certainty),))
        for source, name, reach, certainty in dict.fromkeys(thing.reach)
    )
    return Table(f"What reaches {clean(thing.id)}", ("From", "License", "As", "Certainty"), rows)


def _assumptions(report: Report) -> Section:
    rows = tuple((plain(assumption.text),) for assumption in report.assumptions)
    return Section("assumptions", "Assumptions", (Items(rows),) if rows else ())


def _to_do(gap: Gap) -> Line:
    return (plain("; "), code(gap.what_to_do)) if gap.what_to_do else ()


def _skipped(report: Report) -> Section:
    rows = tuple((code(gap.where), plain(f": {gap.why}"), *_to_do(gap)) for gap in report.gaps)
    return Section("skipped", "Not read", (Items(rows),) if rows else ())


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
    return Section("about", "About this report", tuple(map(paragraph, texts)))
