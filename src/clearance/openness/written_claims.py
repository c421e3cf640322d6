"""Claims that the texts of the repository make: words for openness, said of a model or data set of
ours.

What is read, and the words that make, deny or turn a claim, are data (rules/_openness.yml, texts).
In doubt a text claims nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from clearance.graph.graph import Graph
from clearance.model import Place, Thing, alias_of
from clearance.openness.claim_texts import Text, texts_of
from clearance.openness.claim_words import Phrase, is_turned_down, speaks_of_us
from clearance.openness.sentences import Sentence
from clearance.repository.texts import Repository

SIZE = r"(?:[-_ ]?\d+(?:\.\d+)?[bm]|[-_ ](?:base|chat|instruct|it|hf|sft|dpo|v\d[\w.]*))"
"""What a name says of size and kind: "-7b", "-chat"."""
PLAIN = frozenset({"model", "data", "dataset", "base", "weights", "release", "out"})
"""Names that anything may have."""


class Written(NamedTuple):
    """One claim in a text, and the thing of ours that it is about."""

    thing: Thing
    claim: str
    place: Place


def written_claims(graph: Graph, repository: Repository) -> Iterator[Written]:
    """Yield each claim once for a thing: where the sentence names it, or where there is one release
    that it can mean.
    """
    ours = tuple(thing for thing in graph.project.things if _is_release_of_work(graph, thing))
    if not ours:
        return
    table = graph.library.table("rules/_openness")
    meaning = _Meaning(graph, table["texts"])
    seen: set[tuple[str, str]] = set()
    texts = texts_of(repository, ours, table["texts"])
    for text, sentence, words in _candidates(texts, table["claims"]):
        thing = meaning.of(sentence, words, text.about)
        if thing is not None and (thing.name, words.claim) not in seen:
            seen.add((thing.name, words.claim))
            place = _place(graph, text, sentence.lines[words.start])
            yield Written(thing, words.claim, place)


def _is_release_of_work(graph: Graph, thing: Thing) -> bool:
    return thing.kind == "release" and graph.made(thing.name).kind in ("model", "dataset")


def _place(graph: Graph, text: Text, line: int) -> Place:
    folder = Path(graph.project.file).parent
    return Place((folder / text.path.relative_to(graph.project.root)).as_posix(), line, 1)


# Words that may claim


class Wording(NamedTuple):
    """One way to word a claim."""

    claim: str
    asserted: re.Pattern[str]
    """the words, not asked"""
    written: re.Pattern[str]
    """the words, asked or not"""


class Words(NamedTuple):
    """Words that may claim, and where they stand in their sentence."""

    claim: str
    start: int
    end: int


def _candidates(
    texts: Iterable[Text], claims: Mapping[str, Any]
) -> Iterator[tuple[Text, Sentence, Words]]:
    wordings = _wordings(claims)
    for text in texts:
        for sentence in text.sentences:
            for words in _words(sentence.text, wordings):
                yield text, sentence, words


def _wordings(claims: Mapping[str, Any]) -> list[Wording]:
    """Return the wordings of all claims, the longest first."""
    pairs = [(words, claim) for claim, row in claims.items() for words in row.get("words", ())]
    wordings = []
    for words, claim in sorted(pairs, key=lambda pair: -len(pair[0])):
        alone = rf"(?<![\w-]){re.escape(words)}(?![\w-]"
        wordings.append(Wording(claim, re.compile(rf"{alone}|\s?\?)"), re.compile(rf"{alone})")))
    return wordings


def _words(sentence: str, wordings: Sequence[Wording]) -> list[Words]:
    """Return the words that may claim; the longest count ("fully open source" is no "open
    source").
    """
    words: list[Words] = []
    rest = sentence.casefold()
    for claim, asserted, written in wordings:
        words += [Words(claim, *match.span()) for match in asserted.finditer(rest)]
        rest = written.sub(lambda match: "\0" * len(match.group()), rest)
    return sorted(words, key=operator.attrgetter("start"))


# What they are about


class _Meaning:
    """What words that may claim are about."""

    def __init__(self, graph: Graph, table: Mapping[str, Any]) -> None:
        self.graph = graph
        self.table = table
        self._names: dict[str, list[re.Pattern[str]]] = {}

    def of(self, sentence: Sentence, words: Words, ours: tuple[Thing, ...]) -> Thing | None:
        """Return the release that words claim something of; None where they deny, foretell, quote,
        or speak of something else.
        """
        text = sentence.text.casefold()
        start, end = words.start, words.end
        phrase = Phrase(text[:start], text[start:end], text[end:], sentence.short)
        if phrase.is_question:
            return None
        for release in ours:
            ends = self._ends_of_names(release, text)
            if ends:
                is_beside = any(text[end_of_name:start].isspace() for end_of_name in ends)
                return self._named(phrase, release, name_beside=is_beside)
        return self._unnamed(phrase, ours[0]) if len(ours) == 1 else None

    def _named(self, phrase: Phrase, release: Thing, *, name_beside: bool) -> Thing | None:
        nouns = self._nouns(*self.table["about"])
        is_down = is_turned_down(phrase, nouns, self.table, name_beside=name_beside)
        return None if is_down else release

    def _unnamed(self, phrase: Phrase, release: Thing) -> Thing | None:
        made = self.graph.made(release.name).kind
        is_of_any = phrase.words == "open data"  # a model may claim it of what it was trained on
        nouns = self._nouns(*self.table["about"]) if is_of_any else self._nouns(made)
        if is_turned_down(phrase, nouns, self.table):
            return None
        return release if speaks_of_us(phrase, nouns, self.table) else None

    def _nouns(self, *kinds: str) -> list[str]:
        """Return the words for a model, a data set, or both."""
        return [noun for kind in kinds for noun in self.table["about"][kind]]

    def _ends_of_names(self, release: Thing, text: str) -> list[int]:
        """Return where names of a release end in a text."""
        if release.name not in self._names:
            made = self.graph.made(release.name)
            self._names[release.name] = _names(made.name.casefold(), alias_of(release).casefold())
        return [match.end() for name in self._names[release.name] for match in name.finditer(text)]


def _names(made: str, alias: str) -> list[re.Pattern[str]]:
    """Return patterns for the names of a release and what it hands out, written with any separator
    and without the size.
    """
    last = alias.rpartition("/")[2]
    family = re.sub(rf"{SIZE}+$", "", last)
    names = sorted({name for name in (made, last, family) if _is_telling(name)})
    spellings = ("[-_ ]?".join(map(re.escape, re.split(r"[-_ ]+", name))) for name in names)
    patterns = [re.compile(rf"(?<![\w/-]){name}{SIZE}*(?![\w-])") for name in spellings]
    return [*patterns, *_beginning(family)]


def _beginning(family: str) -> Iterator[re.Pattern[str]]:
    """Yield a pattern for a sentence that begins with the first word of a name, by which the family
    is meant.
    """
    first = re.split(r"[-_ ]", family)[0]
    if len(first) > 3 and first.isalpha() and first != family:
        yield re.compile(rf"^\W*(?:the )?{first} (?=(?:is|are|series|models?|family)\b)")


def _is_telling(name: str) -> bool:
    return len(name) > 2 and bool(re.search("[a-z]", name)) and name not in PLAIN
