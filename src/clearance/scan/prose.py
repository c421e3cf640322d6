"""References in prose: commands in line, and links behind sentences that tell to download."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearance.scan.blocks import starts_with_program
from clearance.scan.shell import reader as shell_reader
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clearance.scan.blocks import Line
    from clearance.scan.collector import Sink

_INLINE = re.compile(r"`([^`\n]{6,300})`")
_LINK = re.compile(
    r"\]\((https?://[^\s()]+(?:\([^\s()]*\))?[^\s()]*)\)"  # [words](link)
    r"|(?<![(\w\"'=])(https?://[^\s<>()\[\]`\"']+)"  # the bare link
    r"|<(https?://[^\s<>]+)>"
    r"|href=[\"'](https?://[^\"']+)"
)
_STARTS = r"^|[.:;,(!]\s+|^[\s>*-]*(?:\d+[.)]\s+)?|\*\*"
_LEADS = "please|first|to|can|can be|and|then|must|need to|should|you|or|simply|manually|also|from"
_ADVERBS = r"first\s+|manually\s+|also\s+|just\s+"
_VERBS = "download(?:ed|ing)?|extract|unzip|wget|get|fetch|obtain|grab|retrieve"
_TELLS = re.compile(rf"(?:{_STARTS}|\b(?:{_LEADS})\s+)(?:{_ADVERBS})?(?:{_VERBS})\b", re.IGNORECASE)
"""a sentence that tells to download something"""
_BEFORE_LINK = ("from", "at", "via", "here")
"""words at the end of a line that a link follows in the next"""
_HUB_PAGE = re.compile(r"https?://(?:huggingface\.co|hf\.co)/[^/]+/[^/]+/?$")
_FETCHES = re.compile(r"\b(?:download|clone|fetch)\b", re.IGNORECASE)
_GETS = re.compile(r"^\W*(?:\d+[.)]\s*)?(?:get|obtain|grab)\b[^.]*\bfrom\b", re.IGNORECASE)
_HEADS = re.compile(r"\bdownload(?:ed|s|able)?\b.*:\s*$|^\W*download links?\W*$", re.IGNORECASE)
_ORDERS = re.compile(
    r"^\W*(?:\d+[.)]\s*)?(?:please\s+)?"
    r"(?:download|get|obtain)\s+(?:the|all|our|these|following|one)\b",
    re.IGNORECASE,
)
_WEIGHTS = re.compile(
    r"(?:huggingface\.co|hf\.co)/[^\s()]+/resolve/[^\s()]+"
    r"\.(?:safetensors|bin|ckpt|pth?|gguf|onnx)\b"
)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_NEWS = re.compile(
    r"^\W*\[?\(?"
    r"(?:\d{1,4}[/.-]\d{1,2}|20\d\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_MODEL_WORDS = re.compile(
    r"\b(models?|weights?|checkpoints?|ckpts?|pre-?trained|vectors|embeddings?)\b", re.IGNORECASE
)
_DATA_WORDS = re.compile(r"\bdata(?:sets?)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Sentence:
    """What one line shows, whatever stands around it."""

    has_link: bool
    starts_with_link: bool
    is_item: bool
    is_row: bool
    """has a bar in it, as the rows of a table do"""
    starts_with_bar: bool
    is_news: bool
    """a line with a link that begins with a date"""
    tells: bool
    """tells to download, with a link in the line or a colon at its end"""
    breaks_off: bool
    """tells to download and ends before the link: `... can be downloaded from`"""
    heads_list: bool
    """says that the items below are downloads"""
    heads_table: bool
    """says that the rows below are downloads"""
    links_weights: bool
    """an item with a link to a file of weights"""


@dataclass(frozen=True)
class _Context:
    """What the lines before a line say of it."""

    in_list: bool = False
    """items are downloads"""
    in_table: bool = False
    """rows are downloads"""
    in_sentence: bool = False
    """a sentence that tells to download goes on in this line"""
    blank_lines: int = 0

    def after_blank_line(self) -> _Context:
        """Return the context below a blank line: a sentence ends, a list and a table may go on."""
        blank = self.blank_lines + 1
        return _Context(
            in_list=self.in_list and blank < 2,
            in_table=self.in_table and blank < 4,
            blank_lines=blank,
        )

    def after(self, sentence: _Sentence) -> _Context:
        """Return the context below a line."""
        goes_on = sentence.is_item or sentence.tells or self.lists(sentence)
        return _Context(
            in_list=sentence.heads_list or (self.in_list and goes_on),
            in_table=sentence.heads_table or (self.in_table and sentence.is_row),
            in_sentence=sentence.breaks_off,
        )

    def lists(self, sentence: _Sentence) -> bool:
        """Tell whether a line is an entry in a list or a table of downloads."""
        return (
            (self.in_list and (sentence.is_item or sentence.starts_with_link))
            or (self.in_table and sentence.is_row)
            or sentence.links_weights
        )


def find(lines: Iterable[Line], sink: Sink) -> None:
    """Add the references in the lines of a document that are no code."""
    context = _Context()
    for line in lines:
        if "`" in line.text:
            _commands(line, sink)
        if not line.text.strip():
            context = context.after_blank_line()
            continue
        sentence = _sentence(line.text)
        if _offers_download(sentence, context):
            _links(line, sink)
        context = context.after(sentence)


def _sentence(text: str) -> _Sentence:
    bare = text.strip()
    has_link, is_item, is_row = "http" in bare, bool(_ITEM.match(text)), "|" in bare
    needs_link = not has_link and bare.endswith(_BEFORE_LINK)
    asks = _asks(bare)
    return _Sentence(
        has_link=has_link,
        starts_with_link=bare.startswith("http"),
        is_item=is_item,
        is_row=is_row,
        starts_with_bar=bare.startswith("|"),
        is_news=has_link and bool(_NEWS.match(_ITEM.sub("", text))),
        tells=asks and not needs_link,
        breaks_off=asks and needs_link,
        heads_list=_is_heading(text) or (asks and bare.endswith(":")),
        heads_table=not (has_link or is_row) and bool(_ORDERS.match(text)),
        links_weights=is_item and _links_weights(bare),
    )


def _asks(text: str) -> bool:
    """Tell whether a line asks to download what it links to, or what follows."""
    points = "http" in text or text.endswith((":", *_BEFORE_LINK))
    return points and bool(_TELLS.search(text))


def _is_heading(text: str) -> bool:
    return ("ownload" in text or "OWNLOAD" in text) and bool(_HEADS.search(text))


def _links_weights(text: str) -> bool:
    return "http" in text and bool(_WEIGHTS.search(text))


def _offers_download(sentence: _Sentence, context: _Context) -> bool:
    """Tell whether the links of a line are there to be downloaded."""
    if not sentence.has_link or sentence.is_news:
        return False
    told = sentence.tells and not sentence.starts_with_bar
    return told or context.in_sentence or context.lists(sentence)


def _commands(line: Line, sink: Sink) -> None:
    """Add the commands between backticks; confidence is low because they may be mere examples."""
    for match in _INLINE.finditer(line.text):
        command = match.group(1)
        if " " in command and starts_with_program(command):
            before, sink.lowest = sink.lowest, "low"
            shell_reader.find(command.lstrip("$ "), sink, first_line=line.number)
            sink.lowest = before


def _links(line: Line, sink: Sink) -> None:
    slot = Slot(_kind(line.text), "told to download", confidence="low")
    for url in _urls(line.text):
        if _is_no_model_page(url) or _fetches(line.text):
            sink.add_url(url, line.number, slot, plain=True)


def _urls(text: str) -> Iterator[str]:
    for match in _LINK.finditer(text):
        yield "".join(match.groups(default="")).rstrip(".,;:*_'\"")


def _kind(text: str) -> str:
    """Return what a sentence speaks of, where a link does not say it."""
    return "model" if _MODEL_WORDS.search(text) and not _DATA_WORDS.search(text) else "dataset"


def _is_no_model_page(url: str) -> bool:
    """Tell whether a link is other than the page of a model, which may be there to be read."""
    return "/datasets/" in url or not _HUB_PAGE.match(url)


def _fetches(text: str) -> bool:
    return bool(_FETCHES.search(text) or _GETS.search(text))
