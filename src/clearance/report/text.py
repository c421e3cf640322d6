"""The text report: what to do first, findings grouped by thing of ours with chain and fix, folded
doubt, counts.

Rows of pieces are made here once; a pipe gets their words, a terminal gets them drawn
(report/terminal.py).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from clearance.model import Duty, Finding, Report, Several, Step
from clearance.openness import table
from clearance.report.common import excuse, link_words
from clearance.report.headline import counts, headline, label, overall, summed
from clearance.report.parts.rows import (
    BLANK,
    Piece,
    Row,
    Style,
    fix_row,
    fix_rows,
    harmless,
    place_piece,
    plain,
    words,
    wrapped,
)
from clearance.report.select import asked, blocks, by_artifact, folded, gathered, lists, without
from clearance.text import clean, plural
from clearance.words import SEVERITIES

MOST_LISTED = 8
"""Things named in one list before the rest is a number."""
MOST_NAMED = 4
"""Things named in the line of one question."""
MOST_ALSO = 3
"""Further sources named under one finding."""
MOST_ASSUMED = 3


def render(report: Report, *, width: int = 100, verbose: bool = False, quiet: bool = False) -> str:
    """Return the report as plain text, wrapped at that width (columns)."""
    return words(rows(report, Style(max(40, width), verbose, quiet)))


def several(told: Several, *, width: int = 100, verbose: bool = False, quiet: bool = False) -> str:
    """Return the reports of several projects as plain text: what to do over all first, then each
    project.
    """
    return words(rows_of_several(told, Style(max(40, width), verbose, quiet)))


def rows(report: Report, style: Style) -> list[Row]:
    """Return the report row by row."""
    body = [] if style.quiet else _body(report, style)
    return [harmless(headline(report), "bold"), BLANK, *body, _summary(report)]


def _body(report: Report, style: Style) -> list[Row]:
    listed = [] if style.verbose else gathered(report)
    questions = [] if style.verbose else asked(report)
    groups = [
        (artifact, without(findings, [*listed, *questions]))
        for artifact, findings in by_artifact(report)
    ]
    loud = [group for group in groups if _is_loud(group[1])]
    calm = [group for group in groups if not _is_loud(group[1])]
    sections = (
        *(_group(artifact, findings, style) for artifact, findings in loud),
        *(_list(alike) for alike in lists(listed)),
        *(_group(artifact, findings, style) for artifact, findings in calm),
        _questions(questions, style),
        _duties(report, style),
        _openness(report, style),
        _assumptions(report, style),
        _gaps(report),
    )
    return [row for section in sections for row in section]


def _is_loud(findings: Sequence[Finding]) -> bool:
    return any(finding.severity != "note" for finding in findings)


def rows_of_several(told: Several, style: Style) -> list[Row]:
    """Return several reports row by row."""
    missed = [harmless(f"not checked: {excuse(path)}", "error") for path in told.unchecked]
    return [
        harmless(overall(told), "bold"),
        BLANK,
        *(row for report in told.reports for row in _project(report, style)),
        *missed,
        *([BLANK] if missed else []),
        _summary_of_several(told),
    ]


def _project(report: Report, style: Style) -> list[Row]:
    name = Piece(label(report), "bold", f"file:{report.project.file}")
    if style.quiet:
        return [(name, Piece(clean(f": {headline(report)}")))]
    return [(Piece("project ", "bold"), name), *rows(report, style), BLANK]


def _summary_of_several(told: Several) -> Row:
    number = summed(told)
    parts = [plural(number.get(severity, 0), severity) for severity in SEVERITIES]
    checked = plural(len(told.reports), "project") + " checked"
    missed = f", {len(told.unchecked)} not" if told.unchecked else ""
    return harmless(f"{checked}{missed}: {', '.join(parts)}", "bold")


def _questions(findings: list[Finding], style: Style) -> list[Row]:
    """Return one line for each question that terms wait for: answering it once answers them all."""
    waiting: dict[str, list[Finding]] = {}
    for finding in findings:
        waiting.setdefault(finding.missing, []).append(finding)
    lines = [row for key, alike in waiting.items() for row in _question(key, alike, style)]
    return [*lines, BLANK] if lines else []


def _question(key: str, waiting: list[Finding], style: Style) -> list[Row]:
    names = list(dict.fromkeys(finding.source for finding in waiting))
    topics = ", ".join(dict.fromkeys(finding.topic for finding in waiting))
    text = f"note answer `{key}`: terms on {topics} of {_some(names, MOST_NAMED)} wait for it"
    first, *more = textwrap.wrap(
        clean(text),
        style.width - 2,
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [
        (Piece("note", "note"), Piece(first.removeprefix("note"))),
        *(plain(line) for line in more),
    ]


def _some(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _list(alike: list[Finding]) -> list[Row]:
    """Return findings of one rule as one list of the things that they are about."""
    gather = alike[0].telling.gather
    if gather is None:
        return []
    by_source = {finding.source: finding for finding in reversed(alike)}
    shown = sorted(by_source.values(), key=lambda finding: (finding.place, finding.source))
    names = [
        (Piece(clean(f"  {finding.source}  ")), place_piece(finding.place))
        for finding in shown[:MOST_LISTED]
    ]
    rest = len(shown) - MOST_LISTED
    more = [plain(f"  and {rest} more (--verbose)", "dim")] if rest > 0 else []
    head = (_mark(alike[0]), Piece(f" {len(shown)} {gather.what}:"))
    return [head, *names, *more, fix_row(f" {gather.fix}"), BLANK]


def _mark(finding: Finding) -> Piece:
    return Piece(f"{finding.severity} {finding.rule}", finding.severity)


def _group(artifact: str, findings: list[Finding], style: Style) -> list[Row]:
    """Return the findings on one thing of ours; what does not decide is a counted line."""
    shown, hidden = folded(findings, verbose=style.verbose)
    lines: list[Row] = []
    for block in blocks(shown):
        lines += _finding(block[0], style) if len(block) == 1 else _block(block, style)
    if hidden:
        many = ", ".join(_counted(hidden))
        many = f"      and {many} more" if lines else many
        lines.append(plain(f"{many} on {clean(artifact) or 'the project'} (--verbose)", "dim"))
    return [*lines, BLANK] if lines else []


def _counted(findings: list[Finding]) -> list[str]:
    number = {"contested line": 0, "unknown line": 0, "note": 0}
    for finding in findings:
        settled = finding.certainty == "settled"
        number["note" if settled else f"{finding.certainty} line"] += 1
    return [plural(count, word) for word, count in number.items() if count]


def _block(findings: list[Finding], style: Style) -> list[Row]:
    """Return what is told together as one head and a fix each."""
    first = findings[0]
    head = first.telling.together.format(
        artifact=first.artifact,
        source=first.source,
        license=first.license,
        count=len(findings),
    )
    lines: list[Row] = [(_mark(first), Piece(clean(f" {head}")))]
    for finding in findings:
        clause = f"§{finding.clause}" if finding.clause[:1].isdigit() else finding.clause
        fix = finding.fix[0] if finding.fix else finding.message
        lines += fix_rows(f"{fix} ({clause})", style)
    return lines


def _finding(finding: Finding, style: Style) -> list[Row]:
    full = style.verbose or _is_full(finding)
    lines = [*_message(finding, style), *(_chain(finding.chain) if full else [])]
    if finding.sources:
        lines.append(harmless(f"  also {_some(finding.sources, MOST_ALSO)}"))
    if full or finding.severity == "warning":
        lines += [row for fix in finding.fix for row in fix_rows(fix, style)]
    if finding.severity == "error":
        lines.append(plain(f"  more: clearance explain {finding.rule}", "dim"))
    return lines


def _is_full(finding: Finding) -> bool:
    """Return whether a finding is told with its chain: an error, or a settled warning that is no
    duty.
    """
    settled_warning = finding.severity == "warning" and finding.certainty == "settled"
    return finding.severity == "error" or (settled_warning and finding.verdict != "require")


def _message(finding: Finding, style: Style) -> list[Row]:
    indent = " " * len(f"{finding.severity} {finding.rule} ")
    doubt = "" if finding.certainty == "settled" else f"[{finding.certainty}] "
    first, *more = wrapped(doubt + finding.message, style, first=indent) or [indent]
    look = "bold" if finding.severity == "error" else ""
    head = (_mark(finding), Piece(f" {first[len(indent) :]}", look))
    return [head, *(plain(line) for line in more)]


def _chain(chain: Sequence[Step]) -> list[Row]:
    lines: list[Row] = []
    before = ""
    for step in chain:
        thing, place = Piece(clean(step.thing)), place_piece(step.place)
        name = Piece(clean(step.license), "dim", f"license:{step.license}")
        license_ = (Piece("  "), name) if step.license else ()
        if not lines:
            lines.append((Piece("  "), place, Piece("  "), thing, *license_))
        else:
            link = Piece(f"    {before:<16}", "dim")
            lines.append((link, thing, Piece("  "), place, *license_))
        before = f"{link_words(step.link, step.how)} "
    return lines


def _duties(report: Report, style: Style) -> list[Row]:
    if not report.duties:
        return []
    lines = [harmless(f"duties: {', '.join(_duty_counts(report.duties))}")]
    if style.verbose:
        lines += [harmless(_duty(duty)) for duty in report.duties]
    return lines


def _duty_counts(duties: Sequence[Duty]) -> list[str]:
    number = {"met": 0, "unmet": 0, "disputed": 0, "that no file can show": 0}
    for duty in duties:
        number[_duty_word(duty)] += 1
    return [f"{count} {word}" for word, count in number.items() if count or word == "met"]


def _duty_word(duty: Duty) -> str:
    if duty.status == "unmet":
        return "unmet" if duty.certainty == "settled" else "disputed"
    return "met" if duty.status == "met" else "that no file can show"


def _duty(duty: Duty) -> str:
    expected = f" [expected: {duty.expected}]" if duty.expected else ""
    proof = f" [{duty.evidence}]" if duty.evidence else expected
    what = f"{duty.artifact}: {duty.do} for {duty.source}, {duty.license} §{duty.clause}"
    return f"  {duty.status:<11} {what}{proof}"


def _openness(report: Report, style: Style) -> list[Row]:
    levels = table.declared(report.artifacts) if style.verbose else []
    if not levels:
        return []
    lines = [*table.lines(levels, style.width - 2), *table.LEGEND]
    return [harmless("openness:"), *(harmless(f"  {line}") for line in lines), BLANK]


def _assumptions(report: Report, style: Style) -> list[Row]:
    shown = report.assumptions if style.verbose else report.assumptions[:MOST_ASSUMED]
    lines = [harmless(assumption.line) for assumption in shown]
    rest = len(report.assumptions) - len(shown)
    return [*lines, harmless(f"assumed: {rest} more (--verbose)")] if rest else lines


def _gaps(report: Report) -> list[Row]:
    """Return one line for each project below that was not checked; skipped files are counted."""
    return [
        harmless(f"not checked: {gap.where}: {gap.why}; {gap.what_to_do}")
        for gap in report.gaps
        if gap.kind == "manifest"
    ]


def _summary(report: Report) -> Row:
    number = counts(report)
    line = f"{plural(number['things'], 'thing')} checked: "
    line += ", ".join(plural(number[severity], severity) for severity in SEVERITIES)
    doubt = [f"{number[word]} {word}" for word in ("contested", "unknown") if number[word]]
    extra = [f"{number[word]} {word}" for word in ("accepted", "skipped") if number[word]]
    line += f" ({', '.join(doubt)})" if doubt else ""
    line += f"; {', '.join(extra)}" if extra else ""
    return harmless(line, "bold")
