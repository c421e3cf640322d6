"""Markdown: the audit report for a step summary, an issue or a folder of documents."""

from __future__ import annotations

import re

from clearance.model import Report, Several
from clearance.report.parts.audit import (
    Block,
    Checks,
    Entry,
    Facts,
    Graph,
    Items,
    Line,
    Para,
    Section,
    Span,
    Sub,
    Table,
    sections,
    title,
)
from clearance.report.parts.chapters import chapters, closing, opening, title_of_several

SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>#|~!&$])|(?<=\bhttp)(:)|(?<=\bhttps)(:)|(?<=\bwww)(\.)", re.IGNORECASE
)
LEAD = re.compile(r"^(\s*)([-+=]|\d+[.)])")
BOX = {"met": "[x]", "unmet": "[ ]", "uncheckable": "[ ]"}


def render(report: Report, **_: object) -> str:
    """Return the audit report as GitHub Flavored Markdown; it says everything that the HTML report
    says.
    """
    lines = [f"# {escape(title(report))}", ""]
    for section in sections(report):
        lines += _section(section, 2)
    return _text(lines)


def several(told: Several, **_: object) -> str:
    """Return the reports of several projects as one document: the verdict over all, the list, then
    each project.
    """
    lines = [f"# {escape(title_of_several(told))}", "", *_section(opening(told), 2)]
    for chapter in chapters(told):
        lines += [f"## {escape(chapter.title)}", ""]
        for section in chapter.sections:
            lines += _section(section, 3)
    last = closing(told)
    return _text([*lines, *(_section(last, 2) if last else [])])


def _text(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _section(section: Section, level: int) -> list[str]:
    if all(isinstance(block, Graph) for block in section.blocks):
        return []
    return [
        f"{'#' * level} {section.title}",
        "",
        *(line for block in section.blocks for line in [*_block(block, level + 1), ""]),
    ]


def escape(text: str) -> str:
    """Return text in which nothing is markup, a mention or a link."""
    text = SPECIAL.sub(lambda found: "\\" + found.group(), text)
    text = re.sub(r"(?<![\w.])@(?=\w)", "@ ", text)
    return LEAD.sub(
        (
            r"\1\\\2"
            if not re.match(r"\s*\d", text)
            else lambda found: found.group()[:-1] + "\\" + found.group()[-1]
        ),
        text,
    )


def _span(span: Span, *, cell: bool) -> str:
    if span.look == "code":
        text = span.text.replace("`", "'").strip() or " "
        return f"`{text}`".replace("|", "\\|") if cell else f"`{text}`"
    text = escape(span.text)
    if span.look in ("strong", "error", "warning", "note", "met") and text.strip():
        return f"**{text.strip()}**"
    return text


def _line(line: Line, *, cell: bool = False) -> str:
    return "".join(_span(span, cell=cell) for span in line).strip()


def _block(block: Block, level: int) -> list[str]:
    if isinstance(block, Para):
        return [_line(block.line)]
    if isinstance(block, Items):
        return [
            f"{f'{i}.' if block.numbered else '-'} {_line(row)}"
            for i, row in enumerate(block.rows, 1)
        ]
    if isinstance(block, Facts):
        return [f"- {name}: {_line(line)}" for name, line in block.rows]
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Checks):
        return [
            f"- {BOX[status]} **{status}** {_line(what)}\n  - {_line(proof)}"
            for status, what, proof in block.rows
        ]
    if isinstance(block, Sub):
        return [
            f"{'#' * level} {escape(block.title)}",
            "",
            *(line for one in block.blocks for line in [*_block(one, level + 1), ""]),
        ]
    if isinstance(block, Graph):
        return []
    return _entry(block)


def _table(block: Table) -> list[str]:
    lines = [
        f"*{escape(block.caption)}*",
        "",
        "| " + " | ".join(block.head) + " |",
        "|" + " --- |" * len(block.head),
    ]
    return lines + [
        "| " + " | ".join(_line(cell, cell=True) for cell in row) + " |" for row in block.rows
    ]


def _entry(block: Entry) -> list[str]:
    lines = [f"- {_line(block.head)}", "", f"  {_line(block.message)}", ""]
    lines += [f"  {i}. {_line(step)}" for i, step in enumerate(block.chain, 1)]
    lines += [""] if block.chain else []
    lines += [f"  - fix: {_line(fix)}" for fix in block.fixes]
    return [*lines, "", f"  {_line(block.more)}"]
