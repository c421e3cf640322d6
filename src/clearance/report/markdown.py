"""Markdown: the audit report for a step summary, an issue or a folder of documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clearance.model import Report, Several
from clearance.report.parts.audit import sections, title
from clearance.report.parts.blocks import (
    Block,
    Check,
    Checklist,
    Entry,
    Facts,
    Graph,
    Group,
    Items,
    Line,
    Paragraph,
    Section,
    Span,
    Table,
)
from clearance.report.parts.chapters import chapters, closing, opening, title_of_several

SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>#|~!&$])|(?<=\bhttp)(:)|(?<=\bhttps)(:)|(?<=\bwww)(\.)", re.IGNORECASE
)
MENTION = re.compile(r"(?<![\w.])@(?=\w)")
LEAD = re.compile(r"^(\s*\d+(?=[.)])|\s*(?=[-+=]))")
"""What would start a list or underline a heading, up to the mark that does."""
BOX = {"met": "[x]", "unmet": "[ ]", "uncheckable": "[ ]"}
BOLD = ("strong", "error", "warning", "note", "met")


def render(report: Report, **_: object) -> str:
    """Return the audit report as GitHub Flavored Markdown; it says everything that the HTML report
    says.
    """
    lines = [f"# {escape(title(report))}", "", *_sections(sections(report), 2)]
    return _text(lines)


def several(run: Several, **_: object) -> str:
    """Return the reports of several projects as one document: the verdict over all, the list, then
    each project.
    """
    projects = chapters(run)
    last = closing(run)
    lines = [f"# {escape(title_of_several(run))}", "", *_section(opening(run, projects), 2)]
    for project in projects:
        lines += [f"## {escape(project.title)}", "", *_sections(project.sections, 3)]
    lines += _section(last, 2) if last else []
    return _text(lines)


def _text(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _sections(parts: Iterable[Section], level: int) -> list[str]:
    return [line for part in parts for line in _section(part, level)]


def _section(section: Section, level: int) -> list[str]:
    if all(isinstance(block, Graph) for block in section.blocks):
        return []
    return [f"{'#' * level} {section.title}", "", *_blocks(section.blocks, level + 1)]


def escape(text: str) -> str:
    """Return text in which nothing is markup, a mention or a link."""
    text = SPECIAL.sub(lambda found: "\\" + found.group(), text)
    text = MENTION.sub("@ ", text)
    return LEAD.sub(r"\g<0>\\", text)


def _line(line: Line, *, cell: bool = False) -> str:
    return "".join(
        _code(span, cell=cell) if span.look == "code" else _span(span) for span in line
    ).strip()


def _span(span: Span) -> str:
    text = escape(span.text)
    return f"**{text.strip()}**" if span.look in BOLD and text.strip() else text


def _code(span: Span, *, cell: bool) -> str:
    """Return code; in a cell of a table a bar would end the cell even there."""
    text = span.text.replace("`", "'").strip() or " "
    return f"`{text}`".replace("|", "\\|") if cell else f"`{text}`"


def _blocks(blocks: Iterable[Block], level: int) -> list[str]:
    """Return the lines of blocks, each with an empty line after it."""
    return [line for block in blocks for line in [*_block(block, level), ""]]


def _block(block: Block, level: int) -> list[str]:
    match block:
        case Paragraph():
            return [_line(block.line)]
        case Items():
            return _items(block)
        case Facts():
            return _facts(block)
        case Table():
            return _table(block)
        case Checklist():
            return list(map(_check, block.rows))
        case Entry():
            return _entry(block)
        case Graph():
            return []
        case Group():
            return _group(block, level)


def _items(block: Items) -> list[str]:
    return [
        f"{f'{i}.' if block.numbered else '-'} {_line(row)}" for i, row in enumerate(block.rows, 1)
    ]


def _facts(block: Facts) -> list[str]:
    return [f"- {name}: {_line(line)}" for name, line in block.rows]


def _group(group: Group, level: int) -> list[str]:
    heading = f"{'#' * level} {escape(group.title)}"
    return [heading, "", *_blocks(group.blocks, level + 1)]


def _check(check: Check) -> str:
    what = f"- {BOX[check.status]} **{check.status}** {_line(check.what)}"
    return f"{what}\n  - {_line(check.evidence)}"


def _table(table: Table) -> list[str]:
    rows = ((_line(cell, cell=True) for cell in row) for row in table.rows)
    return [
        f"*{escape(table.caption)}*",
        "",
        f"| {' | '.join(table.head)} |",
        "|" + " --- |" * len(table.head),
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _entry(entry: Entry) -> list[str]:
    chain = [f"  {i}. {_line(step)}" for i, step in enumerate(entry.chain, 1)]
    return [
        f"- {_line(entry.head)}",
        "",
        f"  {_line(entry.message)}",
        "",
        *([*chain, ""] if chain else []),
        *(f"  - fix: {_line(fix)}" for fix in entry.fixes),
        "",
        f"  {_line(entry.more)}",
    ]
