"""References in prose: commands in line, and links behind sentences that tell to download."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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
_ENDS = (":", "from", "at", "via", "here")
"""ends of a line that points to the next: a list, or a link, follows"""
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


class _Sentence(NamedTuple):
    """What one line shows, whatever stands around it; most lines are asked for little of it."""

    text: str
    bare: str
    """the text without blanks around it"""
    has_link: bool
    asks: bool
    """asks to download what it links to, or what follows"""

    @property
    def tells(self) -> bool:
        """Tell whether a line asks to download, and links to it or ends with a colon."""
        return self.asks and (self.has_link or self.ends_with_colon)

    @property
    def breaks_off(self) -> bool:
        """Tell whether a line asks to download and ends before the link."""
        return self.asks and not (self.has_link or self.ends_with_colon)

    @property
    def ends_with_colon(self) -> bool:
        """Tell whether a line announces what is below it."""
        return self.bare.endswith(":")

    @property
    def is_item(self) -> bool:
        """Tell whether a line is an item of a list."""
        return bool(_ITEM.match(self.text))

    @property
    def is_row(self) -> bool:
        """Tell whether a line may be a row of a table: it has a bar in it."""
        return "|" in self.bare

    @property
    def is_news(self) -> bool:
        """Tell whether a line begins with a date."""
        return bool(_NEWS.match(_ITEM.sub("", self.text)))

    @property
    def links_weights(self) -> bool:
        """Tell whether a line is an item with a link to a file of weights."""
        return self.has_link and self.is_item and bool(_WEIGHTS.search(self.text))

    @property
    def heads_list(self) -> bool:
        """Tell whether a line says that the items below are downloads."""
        return (self.asks and self.ends_with_colon) or (
            ("ownload" in self.text or "OWNLOAD" in self.text) and bool(_HEADS.search(self.text))
        )

    @property
    def heads_table(self) -> bool:
        """Tell whether a line says that the rows below are downloads."""
        return not (self.has_link or self.is_row) and bool(_ORDERS.match(self.text))


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
        in_list, in_table = self.in_list and blank < 2, self.in_table and blank < 4
        return _Context(in_list, in_table, blank_lines=blank) if in_list or in_table else _NOTHING

    def after(self, sentence: _Sentence) -> _Context:
        """Return the context below a line."""
        in_list = sentence.heads_list or (self.in_list and self._goes_on(sentence))
        in_table = sentence.heads_table or (self.in_table and sentence.is_row)
        in_sentence = sentence.breaks_off
        if in_list or in_table or in_sentence:
            return _Context(in_list, in_table, in_sentence)
        return _NOTHING

    def _goes_on(self, sentence: _Sentence) -> bool:
        """Tell whether a list goes on with a line."""
        return sentence.is_item or sentence.tells or self.lists(sentence)

    def lists(self, sentence: _Sentence) -> bool:
        """Tell whether a line is an entry in a list or a table of downloads."""
        return (
            (self.in_list and (sentence.is_item or sentence.bare.startswith("http")))
            or (self.in_table and sentence.is_row)
            or sentence.links_weights
        )


_NOTHING = _Context()


def find(lines: Iterable[Line], sink: Sink) -> None:
    """Add the references in the lines of a document that are no code."""
    context = _NOTHING
    for line in lines:
        if "`" in line.text:
            _commands(line, sink)
        bare = line.text.strip()
        if not bare:
            context = context.after_blank_line()
            continue
        sentence = _sentence(line.text, bare)
        if sentence.has_link and _offers_download(sentence, context):
            _links(line, sink)
        context = context.after(sentence)


def _sentence(text: str, bare: str) -> _Sentence:
    has_link = "http" in bare
    points = has_link or bare.endswith(_ENDS)
    return _Sentence(text, bare, has_link, points and bool(_TELLS.search(text)))


def _offers_download(sentence: _Sentence, context: _Context) -> bool:
    """Tell whether the links of a line are there to be downloaded."""
    if sentence.is_news:
        return False
    told = sentence.tells and not sentence.bare.startswith("|")
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
