"""A README or card as plain sentences with their lines: markup, code, tables, quotations and
comments taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"\s*(?:```|~~~)")
HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|pre|table|blockquote)\b.*?(?:</\1>|\Z)|\A---\n.*?\n---\n",
    re.DOTALL | re.IGNORECASE,
)
IMAGE = re.compile(
    r"!\[([^\[\]]{0,300})\]\([^()]*\)|<img\b[^<>]{0,1000}?alt=[\"']([^\"'<>]{0,300})[\"'][^<>]*>|\.\."
    r" image::.*",
    re.IGNORECASE,
)
LINK = re.compile(
    r"\[([^\[\]\n]{0,500})\](?:\([^()\s]*(?:\s+\"[^\"]{0,300}\")?\)|\[[^\[\]]{0,300}\])|`([^`<\n]{1,300}?)\s*<[^<>`]{0,1000}>`__?"
)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+")
MARKS = re.compile(r"\*\*|__|\*|`+|~~|(?<!\w)_|_(?!\w)")
BREAK = re.compile(r"\s*(?:#{1,6}\s|[-*+•]\s|\d+[.)]\s|\[\d)")
"""Where a line begins something of its own: a heading, an item of a list."""
RULE = re.compile(r"\s*(?:[=\-~^]{3,}|\*{3,}|_{3,})\s*")
APART = re.compile(
    r"\s*(?:>|\||\t| {4,}\S|@\w+\{|(?:title|abstract|booktitle|author|journal)\s*=\s*[{\"])"
)
"""Quotations, tables, code by indentation, bibliographies."""
SENTENCE = re.compile(r"(?<=[.!?;。])[\"'”’)]*\s+(?=[\"'“‘(]*[^\sa-z])|(?<=[!?;。])\s+|\n{2,}")
LONGEST = 3000
"""Characters of a line that people wrote, and of a sentence that they read."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of plain text; `lines` holds the line of each of its characters."""

    text: str
    lines: tuple[int, ...]
    heading: bool = False
    short: bool = False
    """an item of a list, a heading or a badge: words that need no verb"""


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of Markdown, reStructuredText or plain text, also those that run over
    line breaks.
    """
    text = HIDDEN.sub(lambda found: "\n" * found.group().count("\n"), text.replace("\r\n", "\n"))
    for block in _blocks(text.split("\n")):
        yield from _of_block(block)


def _blocks(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield runs of lines that belong together."""
    block: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(lines, 1):
        mark = FENCE.match(line)
        fenced = fenced != bool(mark)
        inside = bool(block) and line.strip() and not line.lstrip().startswith((">", "|"))
        skipped = (
            fenced
            or mark
            or len(line) > LONGEST * 5
            or (APART.match(line) and not (inside and line.startswith((" ", "\t"))))
        )
        underline = RULE.fullmatch(line)
        if skipped or not line.strip() or BREAK.match(line) or underline:
            if block:
                yield [
                    (n, f"# {text}" if underline and "=" in line and i == 0 else text)
                    for i, (n, text) in enumerate(block)
                ]
            block = []
        if not skipped and line.strip() and not underline:
            block.append((number, line))
            if line.lstrip().startswith("#"):
                yield block
                block = []
    if block:
        yield block


def _of_block(block: list[tuple[int, str]]) -> Iterator[Sentence]:
    text, lines, badges = "", [], []
    for number, line in block:
        badges += [(number, found[1] or found[2] or "") for found in IMAGE.finditer(line)]
        plain = f"{plain_text(line)} "
        text += plain
        lines += [number] * len(plain)
    heading = block[0][1].lstrip().startswith("#")
    short = heading or bool(BREAK.match(block[0][1]))
    start = 0
    for found in [*SENTENCE.finditer(text), None]:
        end = found.start() if found else len(text)
        if text[start:end].strip() and end - start <= LONGEST:
            yield Sentence(text[start:end], tuple(lines[start:end]), heading, short and start == 0)
        start = found.end() if found else end
    for number, alt in badges:
        if alt.strip():
            yield Sentence(alt, (number,) * len(alt), short=True)


def plain_text(line: str) -> str:
    """Return a line without its markup; of links the words stay, of images nothing."""
    line = LINK.sub(lambda found: found[1] or found[2] or "", IMAGE.sub(" ", line))
    line = LINK.sub(lambda found: found[1] or found[2] or "", line)  # a badge that is a link
    line = MARKS.sub("", ADDRESS.sub(" ", TAG.sub(" ", line)))
    return (
        re.sub(r"^\s*(?:#{1,6}|[-*+•]|\d+[.)])\s+", "", line)
        .strip()
        .rstrip("\\")
        .rstrip("#")
        .rstrip()
    )
