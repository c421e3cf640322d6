"""The terminal: what to do first, findings grouped by thing of ours with chain and fix, folded doubt, counts."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from clearance.model import Finding, Report
from clearance.report.common import (
    LINK_WORDS,
    by_artifact,
    clean,
    counts,
    headline,
    plural,
)

COLORS = {"error": "31;1", "warning": "33;1", "note": "36", "dim": "2", "bold": "1"}
FOLD_AFTER = 3
"""Contested and unknown lines shown for one thing before the rest is a counted line."""


@dataclass(frozen=True)
class Style:
    """How the text is drawn."""

    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False

    def paint(self, text: str, name: str) -> str:
        """Return text in a color, where colors are on."""
        return f"\x1b[{COLORS[name]}m{text}\x1b[0m" if self.color else text


def render(report: Report, *, color: bool = False, width: int = 100, verbose: bool = False, quiet: bool = False) -> str:
    """Return the report for a terminal of that width (columns)."""
    style = Style(color, max(40, width), verbose, quiet)
    lines = [style.paint(clean(headline(report)), "bold"), ""]
    if not quiet:
        gathered = _gathered(report) if not verbose else []
        asked = [] if verbose else [row for row in report.findings if row.severity == "note" and _question(row)]
        groups = [(artifact, [row for row in rows if row not in gathered and row not in asked]) for artifact, rows in by_artifact(report)]
        loud = [name for name, rows in groups if any(row.severity != "note" for row in rows)]
        for artifact, rows in groups:
            lines += _group(artifact, rows, style) if artifact in loud else []
        for rule in dict.fromkeys(row.rule for row in gathered):
            lines += _gather([row for row in gathered if row.rule == rule], style)
        for artifact, rows in groups:
            lines += _group(artifact, rows, style) if artifact not in loud else []
        lines += _asked(asked, style)
        lines += _duties(report, style)
        lines += _assumptions(report, style)
    lines += _summary(report, style)
    return "\n".join(lines).rstrip() + "\n"


GATHERED = {
    "LIC004": ("things are used and their license is not known", "look up their licenses and state them (`license:`), or give their `source:`"),
    "REF001": ("things are used in the sources and not declared", "declare them; clearance init shows how"),
    "DRF004": ("licenses come from the catalogue, where no source confirms them", "look up those that matter"),
    "UPS002": ("things upstream of what is used have no known license", "look up those that matter"),
    "REF002": ("things are declared and not seen in the sources", "remove them, or say where they are used"),
}
"""Rules whose findings are one list when there are several: (what, fix)."""


def _question(row: Finding) -> str:
    """Return the manifest key whose answer a finding waits for; empty when it waits for none."""
    return row.fix[0].split("`")[1] if row.certainty == "unknown" and row.fix and row.fix[0].startswith("answer `") else ""


def _asked(rows: list[Finding], style: Style) -> list[str]:
    """Return one line for each question that terms wait for: answering it once answers them all."""
    lines = []
    for key in dict.fromkeys(_question(row) for row in rows):
        waiting = [row for row in rows if _question(row) == key]
        names = list(dict.fromkeys(row.source for row in waiting))
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        topics = ", ".join(dict.fromkeys(row.topic for row in waiting))
        text = clean(f"note answer `{key}`: terms on {topics} of {shown} wait for it")
        lines += textwrap.wrap(text, style.width - 2, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
    return [*lines, ""] if lines else []


def _gathered(report: Report) -> list[Finding]:
    rows = [row for row in report.findings if row.rule in GATHERED and row.severity != "error"]
    return [row for row in rows if sum(other.rule == row.rule for other in rows) > 2]


def _gather(rows: list[Finding], style: Style) -> list[str]:
    what, fix = GATHERED[rows[0].rule]
    lines = [style.paint(f"{rows[0].severity} {rows[0].rule}", rows[0].severity) + f" {len(rows)} {what}:"]
    shown = sorted(rows, key=lambda row: (row.place, row.source))
    lines += [clean(f"  {row.source}  {row.place}") for row in shown[:8]]
    if len(shown) > 8:
        lines.append(f"  and {len(shown) - 8} more (--verbose)")
    return [*lines, f"  fix: {fix}", ""]


def _group(artifact: str, rows: list[Finding], style: Style) -> list[str]:
    firm = [row for row in rows if row.certainty == "settled" or row.severity == "error"]
    doubt = [row for row in rows if row not in firm]
    notes = [row for row in firm if row.severity == "note"]
    shown = [row for row in firm if row.severity != "note"]
    if style.verbose:
        shown, folded = rows, []
    else:
        room = [row for row in doubt + notes if row.severity != "note" or row.certainty != "contested"]
        disputed = [row for row in doubt + notes if row not in room]
        shown, folded = shown + room[:FOLD_AFTER], room[FOLD_AFTER:] + disputed
    lines: list[str] = []
    for together in _together(shown):
        lines += _finding(together[0], style) if len(together) == 1 else _owed(together, style)
    if folded:
        kinds = [plural(sum(r.certainty == word for r in folded), f"{word} line") for word in ("contested", "unknown") if any(r.certainty == word for r in folded)]
        rest = sum(r.certainty == "settled" for r in folded)
        kinds += [plural(rest, "note")] if rest else []
        lines.append(style.paint(f"      and {', '.join(kinds)} more on {clean(artifact) or 'the project'} (--verbose)", "dim"))
    return [*lines, ""] if lines else []


def _together(rows: list[Finding]) -> list[list[Finding]]:
    """Unmet duties of one thing towards one source under one license are shown as one block."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for row in rows:
        owed = row.rule == "DUT001" and row.certainty == "settled"
        groups.setdefault((row.severity, row.source, row.license) if owed else (row.key,), []).append(row)
    return list(groups.values())


def _owed(rows: list[Finding], style: Style) -> list[str]:
    first = rows[0]
    lines = [style.paint(f"{first.severity} {first.rule}", first.severity) + clean(f" {first.artifact} owes {len(rows)} things for {first.source} ({first.license}):")]
    for row in rows:
        clause = f"§{row.clause}" if row.clause[:1].isdigit() else row.clause
        fix = row.fix[0] if row.fix else row.message
        lines += textwrap.wrap(clean(f"fix: {fix} ({clause})"), style.width - 2, initial_indent="  ", subsequent_indent="       ", break_on_hyphens=False)
    return lines


def _finding(row: Finding, style: Style) -> list[str]:
    head = f"{row.severity} {row.rule} "
    mark = "" if row.certainty == "settled" else f"[{row.certainty}] "
    text = clean(mark + row.message)
    body = textwrap.wrap(text, style.width - 2, initial_indent=" " * len(head), subsequent_indent="  ", break_on_hyphens=False)
    first = body[0][len(head) :] if body else ""
    lines = [style.paint(f"{row.severity} {row.rule}", row.severity) + " " + first, *body[1:]]
    full = row.severity == "error" or style.verbose or (row.severity == "warning" and row.certainty == "settled" and row.verdict != "require")
    if full:
        lines += _chain(row, style)
    if row.sources:
        others = ", ".join(row.sources[:3]) + (f" and {len(row.sources) - 3} more" if len(row.sources) > 3 else "")
        lines.append(clean(f"  also {others}"))
    if full or row.severity == "warning":
        for fix in row.fix:
            lines += textwrap.wrap(clean(f"fix: {fix}"), style.width - 2, initial_indent="  ", subsequent_indent="       ", break_on_hyphens=False)
    if row.severity == "error":
        lines.append(style.paint(f"  more: clearance explain {row.rule}", "dim"))
    return lines


def _chain(row: Finding, style: Style) -> list[str]:
    lines = []
    before = ""
    for i, step in enumerate(row.chain):
        how = f" ({step.how})" if step.how else ""
        lead = f"  {clean(str(step.place))}  " if i == 0 else "    "
        left = f"{lead}{before:<16}" if i else lead
        tail = f"  {clean(step.license)}" if step.license else ""
        where = f"  {clean(str(step.place))}" if i else ""
        lines.append(style.paint(f"{left}{clean(step.thing)}{where}{tail}", "dim"))
        before = LINK_WORDS.get(step.link, step.link) + how + " "
    return lines


def _duties(report: Report, style: Style) -> list[str]:
    met = [duty for duty in report.duties if duty.status == "met"]
    if not report.duties:
        return []
    unmet = sum(duty.status == "unmet" and duty.certainty == "settled" for duty in report.duties)
    disputed = sum(duty.status == "unmet" and duty.certainty != "settled" for duty in report.duties)
    open_ = sum(duty.status == "uncheckable" for duty in report.duties)
    counted = ((unmet, "unmet"), (disputed, "disputed"), (open_, "that no file can show"))
    parts = [f"{len(met)} met", *(f"{number} {word}" for number, word in counted if number)]
    lines = [f"duties: {', '.join(parts)}"]
    if style.verbose:
        for duty in report.duties:
            proof = f" [{duty.evidence}]" if duty.evidence else (f" [expected: {duty.expected}]" if duty.expected else "")
            lines.append(clean(f"  {duty.status:<11} {duty.artifact}: {duty.do} for {duty.source}, {duty.license} §{duty.clause}{proof}"))
    return lines


def _assumptions(report: Report, style: Style) -> list[str]:
    rows = report.assumptions if style.verbose else report.assumptions[:3]
    lines = [clean(one if one.startswith("offline: ") else f"assumed: {one}") for one in rows]
    if len(rows) < len(report.assumptions):
        lines.append(f"assumed: {len(report.assumptions) - len(rows)} more (--verbose)")
    return lines


def _summary(report: Report, style: Style) -> list[str]:
    found = counts(report)
    parts = [plural(found[name], name) for name in ("error", "warning", "note")]
    doubt = [f"{found[name]} {name}" for name in ("contested", "unknown") if found[name]]
    extra = [f"{found[name]} {name}" for name in ("accepted", "skipped") if found[name]]
    line = f"{plural(found['things'], 'thing')} checked: {', '.join(parts)}"
    if doubt:
        line += f" ({', '.join(doubt)})"
    if extra:
        line += f"; {', '.join(extra)}"
    return [style.paint(line, "bold")]
