"""The text report: what to do first, findings grouped by thing of ours with chain and fix, folded
doubt, counts.

Rows of pieces are made here once; a pipe gets their words, a terminal gets them drawn
(report/terminal.py).
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from clearance.model import Finding, Place, Report, Several
from clearance.openness import table as levels
from clearance.report.common import (
    GATHERED,
    LINK_WORDS,
    SEVERITIES,
    by_artifact,
    counts,
    excuse,
    gathered,
    headline,
    label,
    overall,
    summed,
)
from clearance.text import clean, plural

FOLD_AFTER = 3
"""Contested and unknown lines shown for one thing before the rest is a counted line."""


@dataclass(frozen=True)
class Style:
    """How the text is laid out."""

    width: int = 100
    verbose: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of one row, made harmless."""

    text: str
    look: str = ""
    """error, warning, note, dim or bold"""
    link: str = ""
    """what a terminal may link it to: `file:` and a path, or `license:` and an id"""


Row = tuple[Piece, ...]


def render(report: Report, *, width: int = 100, verbose: bool = False, quiet: bool = False) -> str:
    """Return the report as plain text, wrapped at that width (columns)."""
    return words(rows(report, Style(max(40, width), verbose, quiet)))


def several(told: Several, *, width: int = 100, verbose: bool = False, quiet: bool = False) -> str:
    """Return the reports of several projects as plain text: what to do over all first, then each
    project.
    """
    return words(rows_of_several(told, Style(max(40, width), verbose, quiet)))


def words(rows_: list[Row]) -> str:
    """Return rows as plain text."""
    return "\n".join("".join(piece.text for piece in row) for row in rows_).rstrip() + "\n"


def rows(report: Report, style: Style) -> list[Row]:
    """Return the report row by row."""
    lines: list[Row] = [_row(headline(report), "bold"), ()]
    if not style.quiet:
        told_together = gathered(report) if not style.verbose else []
        asked = (
            []
            if style.verbose
            else [row for row in report.findings if row.severity == "note" and _question(row)]
        )
        groups = [
            (artifact, [row for row in rows if row not in told_together and row not in asked])
            for artifact, rows in by_artifact(report)
        ]
        loud = [name for name, rows in groups if any(row.severity != "note" for row in rows)]
        for artifact, rows in groups:
            lines += _group(artifact, rows, style) if artifact in loud else []
        for rule in dict.fromkeys(
            row.rule
            for row in sorted(told_together, key=lambda row: SEVERITIES.index(row.severity))
        ):
            lines += _gather([row for row in told_together if row.rule == rule])
        for artifact, rows in groups:
            lines += _group(artifact, rows, style) if artifact not in loud else []
        lines += _asked(asked, style)
        lines += _duties(report, style)
        lines += _openness(report, style)
        lines += _assumptions(report, style)
    return [*lines, _summary(report)]


def rows_of_several(told: Several, style: Style) -> list[Row]:
    """Return several reports row by row."""
    lines: list[Row] = [_row(overall(told), "bold"), ()]
    for report in told.reports:
        head = Piece(label(report), "bold", f"file:{report.project.file}")
        lines += (
            [(head, Piece(clean(f": {headline(report)}")))]
            if style.quiet
            else [(Piece("project ", "bold"), head), *rows(report, style), ()]
        )
    lines += [_row(f"not checked: {excuse(one)}", "error") for one in told.unchecked]
    found = summed(told)
    parts = [plural(found.get(name, 0), name) for name in ("error", "warning", "note")]
    checked = (
        plural(len(told.reports), "project")
        + " checked"
        + (f", {len(told.unchecked)} not" if told.unchecked else "")
    )
    return [
        *lines,
        *([()] if told.unchecked else []),
        _row(f"{checked}: {', '.join(parts)}", "bold"),
    ]


def _row(text: str, look: str = "") -> Row:
    return (Piece(clean(text), look),)


def _place(place: Place) -> Piece:
    return Piece(clean(str(place)), "dim", f"file:{place.file}" if place.line else "")


def _wrapped(text: str, style: Style, *, first: str = "", rest: str = "  ") -> list[str]:
    return textwrap.wrap(
        clean(text),
        style.width - 2,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def _question(row: Finding) -> str:
    """Return the manifest key whose answer a finding waits for; empty when it waits for none."""
    return (
        row.fix[0].split("`")[1]
        if row.certainty == "unknown" and row.fix and row.fix[0].startswith("answer `")
        else ""
    )


def _asked(rows: list[Finding], style: Style) -> list[Row]:
    """Return one line for each question that terms wait for: answering it once answers them all."""
    lines: list[Row] = []
    for key in dict.fromkeys(_question(row) for row in rows):
        waiting = [row for row in rows if _question(row) == key]
        names = list(dict.fromkeys(row.source for row in waiting))
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        topics = ", ".join(dict.fromkeys(row.topic for row in waiting))
        text = clean(f"note answer `{key}`: terms on {topics} of {shown} wait for it")
        first, *more = textwrap.wrap(
            text,
            style.width - 2,
            subsequent_indent="  ",
            break_on_hyphens=False,
            break_long_words=False,
        )
        lines += [
            (Piece("note", "note"), Piece(first.removeprefix("note"))),
            *((Piece(line),) for line in more),
        ]
    return [*lines, ()] if lines else []


def _gather(rows: list[Finding]) -> list[Row]:
    what, fix = GATHERED[rows[0].rule]
    shown = sorted(
        {row.source: row for row in reversed(rows)}.values(),
        key=lambda row: (row.place, row.source),
    )
    lines: list[Row] = [(_mark(rows[0]), Piece(f" {len(shown)} {what}:"))]
    lines += [(Piece(clean(f"  {row.source}  ")), _place(row.place)) for row in shown[:8]]
    if len(shown) > 8:
        lines.append((Piece(f"  and {len(shown) - 8} more (--verbose)", "dim"),))
    return [*lines, _fix_row(f"  fix: {fix}"), ()]


def _mark(row: Finding) -> Piece:
    return Piece(f"{row.severity} {row.rule}", row.severity)


def _fix_row(line: str) -> Row:
    head, found, rest = line.partition("fix:")
    return (
        (Piece(head), Piece(found, "bold"), Piece(rest))
        if found and not head.strip()
        else (Piece(line),)
    )


def _fixes(text: str, style: Style) -> list[Row]:
    first, *more = _wrapped(f"fix: {text}", style, first="  ", rest="       ")
    return [_fix_row(first), *((Piece(line),) for line in more)]


def _group(artifact: str, rows: list[Finding], style: Style) -> list[Row]:
    firm = [row for row in rows if row.certainty == "settled" or row.severity == "error"]
    doubt = [row for row in rows if row not in firm]
    notes = [row for row in firm if row.severity == "note"]
    shown = [row for row in firm if row.severity != "note"]
    if style.verbose:
        shown, folded = rows, []
    else:
        room = [
            row for row in doubt + notes if row.severity != "note" or row.certainty != "contested"
        ]
        disputed = [row for row in doubt + notes if row not in room]
        shown, folded = shown + room[:FOLD_AFTER], room[FOLD_AFTER:] + disputed
    lines: list[Row] = []
    for together in _together(shown):
        lines += _finding(together[0], style) if len(together) == 1 else _owed(together, style)
    if folded:
        kinds = [
            plural(sum(r.certainty == word for r in folded), f"{word} line")
            for word in ("contested", "unknown")
            if any(r.certainty == word for r in folded)
        ]
        rest = sum(r.certainty == "settled" for r in folded)
        kinds += [plural(rest, "note")] if rest else []
        many = f"      and {', '.join(kinds)} more" if lines else ", ".join(kinds)
        lines.append((Piece(f"{many} on {clean(artifact) or 'the project'} (--verbose)", "dim"),))
    return [*lines, ()] if lines else []


def _together(rows: list[Finding]) -> list[list[Finding]]:
    """Unmet duties of one thing towards one source under one license are shown as one block."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for row in rows:
        owed = row.rule == "DUT001" and row.certainty == "settled"
        groups.setdefault(
            (row.severity, row.source, row.license) if owed else (row.key,), []
        ).append(row)
    return list(groups.values())


def _owed(rows: list[Finding], style: Style) -> list[Row]:
    first = rows[0]
    lines: list[Row] = [
        (
            _mark(first),
            Piece(
                clean(
                    f" {first.artifact} owes {len(rows)} things for {first.source}"
                    f" ({first.license}):"
                )
            ),
        )
    ]
    for row in rows:
        clause = f"§{row.clause}" if row.clause[:1].isdigit() else row.clause
        lines += _fixes(f"{row.fix[0] if row.fix else row.message} ({clause})", style)
    return lines


def _finding(row: Finding, style: Style) -> list[Row]:
    head = f"{row.severity} {row.rule} "
    mark = "" if row.certainty == "settled" else f"[{row.certainty}] "
    body = _wrapped(mark + row.message, style, first=" " * len(head))
    first = body[0][len(head) :] if body else ""
    lines: list[Row] = [
        (_mark(row), Piece(f" {first}", "bold" if row.severity == "error" else "")),
        *((Piece(line),) for line in body[1:]),
    ]
    full = (
        row.severity == "error"
        or style.verbose
        or (row.severity == "warning" and row.certainty == "settled" and row.verdict != "require")
    )
    if full:
        lines += _chain(row)
    if row.sources:
        others = ", ".join(row.sources[:3]) + (
            f" and {len(row.sources) - 3} more" if len(row.sources) > 3 else ""
        )
        lines.append(_row(f"  also {others}"))
    if full or row.severity == "warning":
        for fix in row.fix:
            lines += _fixes(fix, style)
    if row.severity == "error":
        lines.append((Piece(f"  more: clearance explain {row.rule}", "dim"),))
    return lines


def _chain(row: Finding) -> list[Row]:
    lines: list[Row] = []
    before = ""
    for i, step in enumerate(row.chain):
        license_ = (
            (Piece("  "), Piece(clean(step.license), "dim", f"license:{step.license}"))
            if step.license
            else ()
        )
        if i == 0:
            lines.append(
                (Piece("  "), _place(step.place), Piece("  "), Piece(clean(step.thing)), *license_)
            )
        else:
            lines.append(
                (
                    Piece(f"    {before:<16}", "dim"),
                    Piece(clean(step.thing)),
                    Piece("  "),
                    _place(step.place),
                    *license_,
                )
            )
        before = LINK_WORDS.get(step.link, step.link) + (f" ({step.how})" if step.how else "") + " "
    return lines


def _duties(report: Report, style: Style) -> list[Row]:
    met = [duty for duty in report.duties if duty.status == "met"]
    if not report.duties:
        return []
    unmet = sum(duty.status == "unmet" and duty.certainty == "settled" for duty in report.duties)
    disputed = sum(duty.status == "unmet" and duty.certainty != "settled" for duty in report.duties)
    open_ = sum(duty.status == "uncheckable" for duty in report.duties)
    counted = ((unmet, "unmet"), (disputed, "disputed"), (open_, "that no file can show"))
    parts = [f"{len(met)} met", *(f"{number} {word}" for number, word in counted if number)]
    lines = [_row(f"duties: {', '.join(parts)}")]
    if style.verbose:
        for duty in report.duties:
            proof = (
                f" [{duty.evidence}]"
                if duty.evidence
                else (f" [expected: {duty.expected}]" if duty.expected else "")
            )
            lines.append(
                _row(
                    f"  {duty.status:<11} {duty.artifact}: {duty.do} for {duty.source},"
                    f" {duty.license} §{duty.clause}{proof}"
                )
            )
    return lines


def _openness(report: Report, style: Style) -> list[Row]:
    rows = levels.declared(report.artifacts) if style.verbose else []
    return (
        [
            _row("openness:"),
            *(_row(f"  {line}") for line in (*levels.lines(rows, style.width - 2), *levels.LEGEND)),
            (),
        ]
        if rows
        else []
    )


def _assumptions(report: Report, style: Style) -> list[Row]:
    told = report.assumptions if style.verbose else report.assumptions[:3]
    lines = [_row(one if one.startswith("offline: ") else f"assumed: {one}") for one in told]
    if len(told) < len(report.assumptions):
        lines.append(_row(f"assumed: {len(report.assumptions) - len(told)} more (--verbose)"))
    return lines


def _summary(report: Report) -> Row:
    found = counts(report)
    parts = [plural(found[name], name) for name in ("error", "warning", "note")]
    doubt = [f"{found[name]} {name}" for name in ("contested", "unknown") if found[name]]
    extra = [f"{found[name]} {name}" for name in ("accepted", "skipped") if found[name]]
    line = f"{plural(found['things'], 'thing')} checked: {', '.join(parts)}"
    if doubt:
        line += f" ({', '.join(doubt)})"
    if extra:
        line += f"; {', '.join(extra)}"
    return _row(line, "bold")
