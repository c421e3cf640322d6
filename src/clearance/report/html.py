"""HTML: the audit report as one self-contained file, without scripts, fonts or anything from the
network.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path

from clearance.model import Finding, Report, Several
from clearance.report.common import SEVERITIES
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
from clearance.report.parts.bundle import MOST_SINGLE
from clearance.report.parts.chapters import chapters, closing, opening, title_of_several
from clearance.report.parts.picture import Picture, draw
from clearance.text import clean

MOST_PATHS = 24
MOST_ALIKE = 3
"""Paths shown of one rule on one thing (in a large picture: on all), errors aside; the findings
below name all.
"""
RUNG_WORDS = {"none": "no license", "unknown": "not known", "api-terms": "API terms"}
MOST_FITTING = 4
"""Columns that fit a phone: a wider table may have to be scrolled, so that the keyboard can reach
it.
"""
BOX = {"met": "☑", "unmet": "☐", "uncheckable": "◇"}


@dataclass(frozen=True)
class Drawn:
    """One project's picture: its findings whose paths can be shown, and the prefix of its ids."""

    report: Report
    marked: list[Finding]
    picture: Picture
    prefix: str = ""


def render(report: Report, **_: object) -> str:
    """Return the audit report as one HTML document; it reads without style sheet, keyboard alone,
    and on paper.
    """
    drawn = _drawn(report)
    parts = sections(report)
    return _page(
        title(report),
        [(one.id, one.title) for one in parts],
        "".join(_section(one, drawn) for one in parts),
        [drawn],
    )


def several(told: Several, **_: object) -> str:
    """Return one HTML document on several projects: the verdict over all, the list, then each
    project.
    """
    books = chapters(told)
    drawn = [_drawn(book.report, f"{book.id}-") for book in books]
    last = closing(told)
    body = _section(opening(told))
    for book, one in zip(books, drawn, strict=True):
        inside = "".join(_section(part, one, 3) for part in book.sections)
        body += (
            f'<section class="project" id="{book.id}" aria-labelledby="h-{book.id}"><h2'
            f' id="h-{book.id}">{escape(book.title)}</h2>{inside}</section>\n'
        )
    menu = [("verdict", "Verdict"), *((book.id, book.title) for book in books)]
    return _page(title_of_several(told), menu, body + (_section(last) if last else ""), drawn)


def _page(name: str, menu: list[tuple[str, str]], body: str, drawn: list[Drawn]) -> str:
    head = escape(name)
    links = "".join(f'<li><a href="#{id_}">{escape(text)}</a></li>' for id_, text in menu)
    style = _style() + "".join(_highlights(one) for one in drawn)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light'
        ' dark"><meta name="referrer" content="no-referrer"><meta'
        ' http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src'
        ' \'unsafe-inline\'; img-src data:"><link rel="icon"'
        f' href="data:,"><title>{head}</title><style>{style}</style></head>\n<body><a class="skip"'
        f' href="#main">Skip to the report</a><header><h1>{head}</h1><nav'
        f' aria-label="Contents"><ul>{links}</ul></nav></header>\n<main'
        f' id="main">{body}</main></body></html>\n'
    )


def _drawn(report: Report, prefix: str = "") -> Drawn:
    marked = _marked(report)
    return Drawn(report, marked, draw(report, marked, prefix), prefix)


@functools.cache
def _style() -> str:
    return (Path(__file__).parent / "html.css").read_text("utf-8")


def _highlights(drawn: Drawn) -> str:
    """Hovering or focusing the n-th path dims everything that is not on it."""
    rules = []
    for i in range(len(drawn.marked)):
        on = f"#{drawn.prefix}graph:has(.p{i}:is(:hover,:focus-visible))"
        rules.append(
            f"{on} svg>g:not(.f{i}){{opacity:.16}}{on}"
            f" .f{i}>path{{stroke:var(--hot);stroke-width:2.6}}{on}"
            f" .f{i}>.card{{stroke:var(--hot);stroke-width:2.6}}{on} .f{i}>text{{display:inline}}"
        )
    return "".join(rules)


def _marked(report: Report) -> list[Finding]:
    """The findings whose paths can be shown: the worst first, each path once; in a large picture
    fewer, so that more can be counted together.
    """
    rank = {"settled": 0, "contested": 1, "unknown": 2}
    rows = sorted(
        (row for row in report.findings if len(row.chain) > 1),
        key=lambda row: (
            SEVERITIES.index(row.severity),
            rank[row.certainty],
            row.artifact,
            row.key,
        ),
    )
    seen: dict[tuple[object, ...], Finding] = {}
    for row in rows:
        seen.setdefault((row.rule, *(step.thing for step in row.chain)), row)
    large = len(report.artifacts) > MOST_SINGLE
    alike: Counter[tuple[str, str]] = Counter()
    marked: list[Finding] = []
    for row in seen.values():
        kind = (row.rule, "" if large else row.artifact)
        alike[kind] += 1
        quiet = large and row.severity == "note" and bool(marked) and marked[0].severity != "note"
        if row.severity == "error" or (alike[kind] <= MOST_ALIKE and not quiet):
            marked.append(row)
    return marked[:MOST_PATHS]


def _section(section: Section, drawn: Drawn | None = None, level: int = 2) -> str:
    kind = section.id.rpartition("-")[2]
    if kind == "verdict":
        first = section.blocks[0]
        kind += f" v-{first.line[0].look}" if isinstance(first, Para) else ""
    prefix = drawn.prefix if drawn else ""
    blocks = "".join(
        (
            (_figure(drawn) if drawn else "")
            if isinstance(block, Graph)
            else _block(block, level + 1, prefix)
        )
        for block in section.blocks
    )
    return (
        f'<section class="{kind}" id="{section.id}" aria-labelledby="h-{section.id}"><h{level}'
        f' id="h-{section.id}">{section.title}</h{level}>{blocks}</section>\n'
    )


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.to:
        return f'<a href="#{span.to}">{text}</a>'
    if span.look == "code":
        return f"<code>{text}</code>"
    if span.look == "strong":
        return f"<strong>{text}</strong>"
    return f'<span class="l-{span.look}">{text}</span>' if span.look else text


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _block(block: Block, level: int, prefix: str = "") -> str:
    if isinstance(block, Para):
        return f"<p>{_line(block.line)}</p>"
    if isinstance(block, Items):
        tag = "ol" if block.numbered else "ul"
        return f"<{tag}>{''.join(f'<li>{_line(row)}</li>' for row in block.rows)}</{tag}>"
    if isinstance(block, Facts):
        return f'<dl class="facts">{"".join(f"<div><dt>{name}</dt><dd>{_line(line)}</dd></div>" for name, line in block.rows)}</dl>'
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Checks):
        return f'<ul class="checks">{"".join(_check(*row) for row in block.rows)}</ul>'
    if isinstance(block, Sub):
        inside = "".join(_block(one, level + 1, prefix) for one in block.blocks)
        kind = "thing" if block.thing else "group"
        return f'<div class="{kind}"><h{level}>{escape(block.title)}</h{level}>{inside}</div>'
    return "" if isinstance(block, Graph) else _entry(block, prefix)


def _check(status: str, what: Line, proof: Line) -> str:
    return (
        f'<li class="c-{status}"><span class="box"'
        f' aria-hidden="true">{BOX[status]}</span><div><b>{status}</b>'
        f" {_line(what)}<br><small>{_line(proof)}</small></div></li>"
    )


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in block.head)
    rows = "".join(
        "<tr><th"
        f' scope="row">{_line(row[0])}</th>{"".join(f"<td>{_line(cell)}</td>" for cell in row[1:])}</tr>'
        for row in block.rows
    )
    table = f"<table><caption>{escape(block.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if len(block.head) <= MOST_FITTING:
        return f'<div class="wide">{table}</div>'
    return (
        f'<div class="wide" role="region" aria-label="{escape(block.caption)}"'
        f' tabindex="0">{table}</div>'
    )


def _entry(block: Entry, prefix: str) -> str:
    chain = "".join(f"<li>{_line(step)}</li>" for step in block.chain)
    fixes = "".join(f"<li><span>fix:</span> {_line(fix)}</li>" for fix in block.fixes)
    return (
        f'<article class="entry s-{block.row.severity}"'
        f' id="{prefix}k-{escape(clean(block.row.key))}"><p'
        f' class="head">{_line(block.head)}</p><p>{_line(block.message)}</p>'
        f"{f'<ol class=chain aria-label=Path>{chain}</ol>' if chain else ''}{f'<ul class=fix aria-label=Fixes>{fixes}</ul>' if fixes else ''}<p>{_line(block.more)}</p></article>"
    )


def _figure(drawn: Drawn) -> str:
    if not drawn.report.artifacts:
        return ""
    picture, prefix = drawn.picture, drawn.prefix
    paths = "".join(
        f'<li><a class="p{i} s-{row.severity}"'
        f' href="#{prefix}k-{escape(clean(row.key))}"><b>{row.severity} {row.rule}</b>'
        f" {escape(clean(_short(row)))}</a></li>"
        for i, row in enumerate(drawn.marked)
    )
    key = "".join(
        f'<li class="r-{word}"><i'
        f' aria-hidden="true"></i>{RUNG_WORDS.get(word, word.replace("-", " "))}</li>'
        for word in picture.rungs
    )
    left = (
        f"<p>{picture.counted} things stand in counted boxes, one for all that go the same way. The"
        " tables name each.</p>"
        if picture.counted
        else ""
    )
    left += (
        f"<p>{picture.left_out} things are not drawn: the picture shows those on the paths of"
        " findings first. The tables name all.</p>"
        if picture.left_out
        else ""
    )
    list_of_paths = (
        f'<p class="paths-say" id="{prefix}paths-say">Point at a finding, or move to it with the'
        ' Tab key, to see its path.</p><ol class="paths"'
        f' aria-labelledby="{prefix}paths-say">{paths}</ol>'
        if paths
        else ""
    )
    return (
        '<figure><div class="wide picture" role="region" aria-label="Picture of the usage graph"'
        f' tabindex="0">{picture.svg}</div><figcaption>From sources (left) to what goes out'
        " (right). The bar at the left of a box has the color of its kind of license.<ul"
        f' class="key">{key}</ul></figcaption></figure>{left}{list_of_paths}'
    )


def _short(row: Finding) -> str:
    doubt = "" if row.certainty == "settled" else f" [{row.certainty}]"
    return f"{row.artifact} from {row.source}{doubt}" if row.source else f"{row.artifact}{doubt}"
