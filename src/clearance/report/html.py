"""HTML: the audit report as one self-contained file, without scripts, fonts or anything from the
network.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

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
from clearance.report.parts.chapters import Chapter, chapters, closing, opening, title_of_several
from clearance.report.parts.elements import element
from clearance.report.parts.figure import Figure, figure_of, highlights, markup

MOST_FITTING = 4
"""Columns that fit a phone: a wider table may have to be scrolled, so that the keyboard can reach
it.
"""
BOX = {"met": "☑", "unmet": "☐", "uncheckable": "◇"}
HEAD = (
    '<meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="referrer" content="no-referrer">'
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
    '<link rel="icon" href="data:,">'
)
SKIP = '<a class="skip" href="#main">Skip to the report</a>'


def render(report: Report, **_: object) -> str:
    """Return the audit report as one HTML document; it reads without style sheet, keyboard alone,
    and on paper.
    """
    figure = figure_of(report)
    parts = sections(report)
    return _page(
        title(report),
        [(part.id, part.title) for part in parts],
        "".join(_section(part, figure) for part in parts),
        [figure],
    )


def several(run: Several, **_: object) -> str:
    """Return one HTML document on several projects: the verdict over all, the list, then each
    project.
    """
    projects = chapters(run)
    figures = [figure_of(project.report, f"{project.id}-") for project in projects]
    last = closing(run)
    body = [
        _section(opening(run, projects)),
        *map(_chapter, projects, figures),
        _section(last) if last else "",
    ]
    menu = [("verdict", "Verdict"), *((project.id, project.title) for project in projects)]
    return _page(title_of_several(run), menu, "".join(body), figures)


def _page(name: str, menu: Iterable[tuple[str, str]], body: str, figures: list[Figure]) -> str:
    style = _style() + "".join(map(highlights, figures))
    links = (f"<li>{element('a', {'href': f'#{id}'}, escape(text))}</li>" for id, text in menu)
    contents = element("nav", {"aria-label": "Contents"}, f"<ul>{''.join(links)}</ul>")
    return (
        '<!doctype html>\n<html lang="en"><head>'
        f"{HEAD}<title>{escape(name)}</title><style>{style}</style></head>\n"
        f"<body>{SKIP}<header><h1>{escape(name)}</h1>{contents}</header>\n"
        f"{element('main', {'id': 'main'}, body)}</body></html>\n"
    )


@functools.cache
def _style() -> str:
    """Return the style sheet as the page carries it: one line for each paragraph of the file."""
    text = (Path(__file__).parent / "html.css").read_text("utf-8")
    return "".join(f"{_in_one_line(paragraph)}\n" for paragraph in text.split("\n\n"))


def _in_one_line(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css)
    css = re.sub(r"\s+", " ", css).strip()
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return re.sub(r"(?<=:) | (?=!)|;(?=})", "", css)


def _chapter(project: Chapter, figure: Figure) -> str:
    parts = (_section(part, figure, 3) for part in project.sections)
    heading = escape(project.title)
    return _headed("project", project.id, 2, heading, "".join(parts))


def _section(section: Section, figure: Figure | None = None, level: int = 2) -> str:
    kind = section.id.rpartition("-")[2]
    first = section.blocks[0]
    if kind == "verdict" and isinstance(first, Paragraph):
        kind += f" v-{first.line[0].look}"
    blocks = "".join(_block(block, figure, level + 1) for block in section.blocks)
    return _headed(kind, section.id, level, section.title, blocks)


def _headed(kind: str, id: str, level: int, heading: str, content: str) -> str:
    """Return a section of the page under its heading."""
    attributes = {"class": kind, "id": id, "aria-labelledby": f"h-{id}"}
    heading = element(f"h{level}", {"id": f"h-{id}"}, heading)
    return element("section", attributes, heading, content) + "\n"


def _block(block: Block, figure: Figure | None, level: int) -> str:
    match block:
        case Paragraph():
            return f"<p>{_line(block.line)}</p>"
        case Items():
            return _items(block)
        case Facts():
            return _facts(block)
        case Table():
            return _table(block)
        case Checklist():
            return _checklist(block)
        case Entry():
            return _entry(block, figure)
        case Graph():
            return markup(figure)
        case Group():
            return _group(block, figure, level)


def _group(group: Group, figure: Figure | None, level: int) -> str:
    heading = element(f"h{level}", {}, escape(group.title))
    blocks = (_block(block, figure, level + 1) for block in group.blocks)
    return element("div", {"class": "thing" if group.is_thing else "group"}, heading, *blocks)


def _items(block: Items) -> str:
    rows = (f"<li>{_line(row)}</li>" for row in block.rows)
    return element("ol" if block.numbered else "ul", {}, *rows)


def _facts(block: Facts) -> str:
    rows = (f"<div><dt>{name}</dt><dd>{_line(line)}</dd></div>" for name, line in block.rows)
    return element("dl", {"class": "facts"}, *rows)


def _checklist(block: Checklist) -> str:
    return element("ul", {"class": "checks"}, *map(_check, block.rows))


def _check(check: Check) -> str:
    box = element("span", {"class": "box", "aria-hidden": "true"}, BOX[check.status])
    return element(
        "li",
        {"class": f"c-{check.status}"},
        f"{box}<div><b>{check.status}</b> {_line(check.what)}",
        f"<br><small>{_line(check.evidence)}</small></div>",
    )


def _table(block: Table) -> str:
    caption = f"<caption>{escape(block.caption)}</caption>"
    head = "".join(element("th", {"scope": "col"}, name) for name in block.head)
    rows = "".join(map(_row, block.rows))
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if len(block.head) <= MOST_FITTING:
        return element("div", {"class": "wide"}, table)
    region = {"class": "wide", "role": "region", "aria-label": block.caption, "tabindex": 0}
    return element("div", region, table)


def _row(row: tuple[Line, ...]) -> str:
    name, *cells = row
    heading = element("th", {"scope": "row"}, _line(name))
    return f"<tr>{heading}{''.join(f'<td>{_line(cell)}</td>' for cell in cells)}</tr>"


def _entry(entry: Entry, figure: Figure | None) -> str:
    prefix = figure.prefix if figure else ""
    chain = "".join(f"<li>{_line(step)}</li>" for step in entry.chain)
    fixes = "".join(f"<li><span>fix:</span> {_line(fix)}</li>" for fix in entry.fixes)
    return element(
        "article",
        {"class": f"entry s-{entry.severity}", "id": f"{prefix}k-{entry.key}"},
        element("p", {"class": "head"}, _line(entry.head)),
        f"<p>{_line(entry.message)}</p>",
        f"<ol class=chain aria-label=Path>{chain}</ol>" if chain else "",
        f"<ul class=fix aria-label=Fixes>{fixes}</ul>" if fixes else "",
        f"<p>{_line(entry.more)}</p>",
    )


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.to:
        return element("a", {"href": f"#{span.to}"}, text)
    if span.look in ("code", "strong"):
        return f"<{span.look}>{text}</{span.look}>"
    return element("span", {"class": f"l-{span.look}"}, text) if span.look else text
