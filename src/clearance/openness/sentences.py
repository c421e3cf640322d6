"""A README or card as plain sentences with their lines: markup, code, tables, quotations and
comments taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

FENCE = re.compile(r"\s*(?:```|~~~)")
HIDDEN = re.compile(
    r"""
    <!-- .*? (?: --> | \Z )
    | <(script|style|pre|table|blockquote)\b .*? (?: </\1> | \Z )
    | \A---\n .*? \n---\n
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""Comments, what is no prose in HTML, and front matter."""
IMAGE = re.compile(
    r"""
    !\[ ([^\[\]]{0,300}) \] \([^()]*\)
    | <img\b [^<>]{0,1000}? alt=["'] ([^"'<>]{0,300}) ["'] [^<>]* >
    | \.\.\ image::.*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An image; the first or second group is the text that stands for it."""
LINK = re.compile(
    r"""
    \[ ([^\[\]\n]{0,500}) \]
    (?: \( [^()\s]* (?: \s+ "[^"]{0,300}" )? \) | \[ [^\[\]]{0,300} \] )
    | ` ([^`<\n]{1,300}?) \s* < [^<>`]{0,1000} > `__?
    """,
    re.VERBOSE,
)
"""A link in Markdown, or in reStructuredText; the first or second group is its words."""
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+")
MARKS = re.compile(r"\*\*|__|\*|`+|~~|(?<!\w)_|_(?!\w)")
BREAK = re.compile(r"\s*(?:#{1,6}\s|[-*+•]\s|\d+[.)]\s|\[\d)")
"""Where a line begins something of its own: a heading, an item of a list."""
BULLET = re.compile(r"^\s*(?:#{1,6}|[-*+•]|\d+[.)])\s+")
"""What such a line begins with."""
RULE = re.compile(r"\s*(?:[=\-~^]{3,}|\*{3,}|_{3,})\s*")
APART = re.compile(
    r"\s*(?:>|\||\t| {4,}\S|@\w+\{|(?:title|abstract|booktitle|author|journal)\s*=\s*[{\"])"
)
"""Quotations, tables, code by indentation, bibliographies."""
SENTENCE = re.compile(
    r"""
    (?<=[.!?;。]) ["'”’)]* \s+ (?= ["'“‘(]* [^\sa-z] )
    | (?<=[!?;。]) \s+
    | \n{2,}
    """,
    re.VERBOSE,
)
"""What stands between two sentences."""
LONGEST = 3000
"""Characters of a line that people wrote, and of a sentence that they read."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of plain text."""

    text: str
    lines: tuple[int, ...]
    """the line of each character"""
    heading: bool = False
    short: bool = False
    """an item of a list, a heading or a badge: words that need no verb"""


@dataclass(frozen=True)
class Line:
    """One line of a text, as markup has it."""

    number: int
    text: str
    fenced: bool
    """whether it belongs to a block of code, its fences included"""

    @property
    def has_words(self) -> bool:
        """Return whether more than a rule stands on it."""
        return bool(self.text.strip()) and not self.is_rule

    @property
    def is_rule(self) -> bool:
        """Return whether it underlines the line above, or parts a text."""
        return bool(RULE.fullmatch(self.text))

    @property
    def is_title_rule(self) -> bool:
        """Return whether it makes the line above a heading."""
        return self.is_rule and "=" in self.text

    @property
    def is_heading(self) -> bool:
        """Return whether it is a heading by itself."""
        return self.text.lstrip().startswith("#")

    @property
    def begins_block(self) -> bool:
        """Return whether it begins something of its own."""
        return bool(BREAK.match(self.text))

    def is_prose(self, *, below_prose: bool) -> bool:
        """Return whether people wrote it as a text; an indented line goes on with prose above."""
        if self.fenced or not self.has_words or len(self.text) > LONGEST * 5:
            return False
        return not APART.match(self.text) or (below_prose and self._is_indented)

    @property
    def _is_indented(self) -> bool:
        words = self.text.lstrip()
        return self.text.startswith((" ", "\t")) and words != "" and words[0] not in ">|"


Block = list[Line]
"""Lines that belong together."""


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of Markdown, reStructuredText or plain text, also those that run over
    line breaks.
    """
    text = text.replace("\r\n", "\n")
    shown = HIDDEN.sub(lambda hidden: "\n" * hidden.group().count("\n"), text)
    for block in _blocks(_lines(shown)):
        yield from _of_block(block)
        yield from _badges(block)


def _lines(text: str) -> Iterator[Line]:
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        is_fence = bool(FENCE.match(line))
        fenced = fenced != is_fence
        yield Line(number, line, fenced or is_fence)


def _blocks(lines: Iterable[Line]) -> Iterator[Block]:
    """Yield runs of lines that belong together."""
    block: Block = []
    for line in lines:
        is_prose = line.is_prose(below_prose=bool(block))
        if block and (line.begins_block or not is_prose):
            yield _as_title(block) if line.is_title_rule else block
            block = []
        if is_prose:
            block.append(line)
        if block and line.is_heading:
            yield block
            block = []
    if block:
        yield block


def _as_title(block: Block) -> Block:
    first, *rest = block
    return [replace(first, text=f"# {first.text}"), *rest]


def _of_block(block: Block) -> Iterator[Sentence]:
    """Yield the sentences of a block; the first of a heading or an item of a list is short."""
    text, lines = _joined(block)
    heading = block[0].is_heading
    short = heading or bool(BREAK.match(block[0].text))
    for start, end in _spans(text):
        if text[start:end].strip() and end - start <= LONGEST:
            yield Sentence(text[start:end], tuple(lines[start:end]), heading, short and start == 0)


def _joined(block: Block) -> tuple[str, list[int]]:
    """Return the plain text of a block, and the line of each of its characters."""
    text = ""
    numbers: list[int] = []
    for line in block:
        plain = f"{plain_text(line.text)} "
        text += plain
        numbers += [line.number] * len(plain)
    return text, numbers


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text starts and ends."""
    start = 0
    for gap in SENTENCE.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _badges(block: Block) -> Iterator[Sentence]:
    """Yield the texts that stand for the images of a block."""
    for line in block:
        for image in IMAGE.finditer(line.text):
            words = image[1] or image[2] or ""
            if words.strip():
                yield Sentence(words, (line.number,) * len(words), short=True)


def plain_text(line: str) -> str:
    """Return a line without its markup; of links the words stay, of images nothing."""
    line = _without_links(IMAGE.sub(" ", line))
    line = _without_links(line)  # a badge that is a link
    line = MARKS.sub("", ADDRESS.sub(" ", TAG.sub(" ", line)))
    return BULLET.sub("", line).strip().rstrip("\\").rstrip("#").rstrip()


def _without_links(line: str) -> str:
    return LINK.sub(lambda link: link[1] or link[2] or "", line)
