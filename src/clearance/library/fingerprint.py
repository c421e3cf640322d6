"""Which license is this text: word runs of a text compared with the fingerprints of
licenses/_fingerprints.json.gz.

No license text ships: a fingerprint is the sequence of 24-bit hashes of each run of four words.
Siblings (CC BY and CC BY-NC, Llama 3 and 3.1) are alike in most runs, so likeness alone never
decides: the runs that tell two siblings apart do.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import re
from collections.abc import Container, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from clearance.library.load import data_root

RUN = 4
"""Words in one hashed run."""
FILE = "_fingerprints.json.gz"
ALIKE = 0.6
"""Share of a license's runs that a text must hold to be called that license, changed."""
NEARLY_WHOLE = 0.97
"""Share from which a text counts as the whole license: the longest license that it holds is it."""
SIBLINGS = 0.5
"""Share of its runs that a license has in common with a sibling."""
TELLING = 0.8
"""Share of the runs that one sibling has and the other has not, needed to tell them apart."""
TITLE = 25
"""Words of a title, which may be missing or added."""
LONG_LICENSE = 1000
"""Words from which a license may have an appendix."""
APPENDIX = 0.15
"""Share of a long license that is an appendix (how to apply it) and may be missing."""
HOLDER = 10
"""Words of a line that names a holder, at most."""
TURNS = frozenset(
    "not non no only except but however modified noncommercial commons unless without".split()
)
"""Words that make more than a title of what stands before a license."""
VERBS = TURNS | frozenset(
    "may must shall will can is are be has have use used license licenses holder holders owner"
    " notice law act rights and or if in by".split()
)
"""Words that make more than a holder's name of what follows the word copyright."""
NOTICE = re.compile(
    r"""
    \W*
    (
        copyright \s* ( \(c\) | © | [\[<{]? (yyyy|year|\d{4}) )
      | ( \(c\) | © ) \s* [\[<{]? (yyyy|year|\d{4})
      | all[ ]rights[ ]reserved
    )
    """,
    re.VERBOSE,
)
"""How a line with a copyright notice begins; a clause (c) is none."""
LONGEST_NOTICE = 120
"""Characters of such a line."""
HOLDERS = (
    (
        r"neither the names? of .{1,120}? nor the names? of",
        "neither the name of holder nor the names of",
    ),
    (r"is provided by .{1,120}? as is and", "is provided by holders as is and"),
    (r"in no event shall .{1,120}? be liable", "in no event shall holders be liable"),
)
"""Where the holder's name stands inside the words of BSD and its kin."""


class Span(NamedTuple):
    """Words that stand together, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True)
class Fingerprint:
    """One known text, the ids of the licenses that have it, and its runs in order."""

    ids: tuple[str, ...]
    runs: tuple[int, ...]
    total: int
    """hash of all words"""


Verdict = Literal["exact", "match", "extra", "modified", "unknown"]


@dataclass(frozen=True)
class Match:
    """What a text is, and how it differs from the license it is most like."""

    ids: tuple[str, ...]
    verdict: Verdict
    similarity: float
    added: tuple[str, ...] = ()
    """words of the text that the license has not, span by span"""
    missing: tuple[Span, ...] = ()
    """spans of the license's words that the text has not"""
    sibling: str = ""
    """the license that the telling words do not rule out"""


def words(text: str) -> list[str]:
    """Return a text's words as they are compared: no case, marks, copyright lines; names of holders
    made one.
    """
    lines = [line for line in text.splitlines() if not _is_notice(line)]
    plain = re.sub(r"https?://", "", "\n".join(lines).casefold())
    plain = " ".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain)))
    for pattern, same in HOLDERS:
        plain = re.sub(pattern, same, plain)
    return plain.split()


def _is_notice(line: str) -> bool:
    return len(line) <= LONGEST_NOTICE and bool(NOTICE.match(line.strip().casefold()))


def fingerprint(text: str, ids: Sequence[str]) -> Fingerprint:
    """Return the fingerprint of a text."""
    return _fingerprint(words(text), ids)


def _fingerprint(said: Sequence[str], ids: Sequence[str]) -> Fingerprint:
    runs = (" ".join(said[start : start + RUN]) for start in range(len(said) - RUN + 1))
    return Fingerprint(
        tuple(ids), tuple(_hash(run, size=3) for run in runs), _hash(" ".join(said), size=8)
    )


def _hash(text: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:size], "big")


def dump(prints: Sequence[Fingerprint]) -> bytes:
    """Return fingerprints as the bytes of the data file, the same each time."""
    rows = [
        {
            "ids": known_text.ids,
            "total": f"{known_text.total:016x}",
            "runs": "".join(f"{run:06x}" for run in known_text.runs),
        }
        for known_text in prints
    ]
    return gzip.compress(json.dumps(rows).encode(), 9, mtime=0)


@functools.cache
def known(path: Path | None = None) -> tuple[Fingerprint, ...]:
    """Return the fingerprints that ship with the program."""
    rows = json.loads(gzip.decompress((path or data_root() / "licenses" / FILE).read_bytes()))
    return tuple(
        Fingerprint(tuple(row["ids"]), _runs(row["runs"]), int(row["total"], 16)) for row in rows
    )


def _runs(digits: str) -> tuple[int, ...]:
    return tuple(int(digits[at : at + 6], 16) for at in range(0, len(digits), 6))


def identify(text: str, prints: Sequence[Fingerprint] | None = None) -> Match:
    """Return which known license a text is; verdict unknown when it is like none."""
    prints = known() if prints is None else prints
    said = words(text)
    own = _fingerprint(said, ())
    exact = next((known_text for known_text in prints if known_text.total == own.total), None)
    if exact:
        return Match(exact.ids, "exact", 1.0)
    ranked = _ranked(prints, frozenset(own.runs))
    similar = [candidate for candidate in ranked if candidate.share >= ALIKE / 2]
    best = max(similar, key=_nearness, default=None)
    if best is None or best.share < ALIKE:
        return Match((), "unknown", round(ranked[0].share, 3) if ranked else 0.0)
    rivals = [candidate.text for candidate in similar if candidate.text.ids != best.text.ids]
    sibling = _doubt(best.text, rivals, best.own_runs)
    return _compared(best, _Sides(said, own, best.text), sibling)


@dataclass(frozen=True)
class _Candidate:
    """A known text beside the one that is asked for."""

    text: Fingerprint
    own_runs: frozenset[int]
    """the runs of the text that is asked for"""

    @functools.cached_property
    def share(self) -> float:
        """Return the share of the known text's runs that the text holds."""
        held = sum(run in self.own_runs for run in self.text.runs)
        return held / max(len(self.text.runs), 1)

    @property
    def likeness(self) -> float:
        """Return what both have in common, of all that either has (the Jaccard index)."""
        runs = set(self.text.runs)
        return len(runs & self.own_runs) / max(len(runs | self.own_runs), 1)


def _ranked(prints: Sequence[Fingerprint], own_runs: frozenset[int]) -> list[_Candidate]:
    """Return known texts in the order of how much of them a text holds."""
    candidates = [_Candidate(known_text, own_runs) for known_text in prints]
    return sorted(candidates, key=lambda candidate: (-candidate.share, candidate.text.ids))


def _nearness(candidate: _Candidate) -> float:
    """Return what the best candidate has most of: length for a license that is there as a whole,
    which may hold a shorter one; likeness for a changed one.
    """
    if candidate.share >= NEARLY_WHOLE:
        return candidate.share + len(candidate.text.runs)
    return candidate.likeness


def _doubt(best: Fingerprint, rivals: Sequence[Fingerprint], have: AbstractSet[int]) -> str:
    """Return the id of a sibling whose telling words the text has, or that lacks the ones it should
    not; else nothing.
    """
    mine = set(best.runs)
    for rival in rivals:
        others = set(rival.runs)
        if len(mine & others) < SIBLINGS * min(len(mine), len(others)):
            continue
        only_mine, only_theirs = mine - others, others - mine
        if only_mine and len(only_mine & have) < TELLING * len(only_mine):
            return rival.ids[0]
        if only_theirs and len(only_theirs & have) > (1 - TELLING) * len(only_theirs):
            return rival.ids[0]
    return ""


@dataclass(frozen=True)
class _Sides:
    """A text and the license it is most like, side by side."""

    said: Sequence[str]
    """the text's words"""
    own: Fingerprint
    license: Fingerprint

    @functools.cached_property
    def license_length(self) -> int:
        """Return how many words the license has."""
        return len(self.license.runs) + RUN - 1

    @functools.cached_property
    def body_end(self) -> float:
        """Return the word of the license after which there is only an appendix."""
        count = self.license_length
        return count * (1 - APPENDIX) if count > LONG_LICENSE else count + 1

    @functools.cached_property
    def added(self) -> list[Span]:
        """Return the spans of the text that are not in the license."""
        return _joined(_uncovered(len(self.said), self.own.runs, set(self.license.runs)))

    @functools.cached_property
    def missing(self) -> list[Span]:
        """Return the spans of the license that are not in the text."""
        return _uncovered(self.license_length, self.license.runs, set(self.own.runs))

    def words(self, span: Span) -> Sequence[str]:
        """Return the words of a span of the text."""
        return self.said[span.first - 1 : span.last]


def _compared(best: _Candidate, sides: _Sides, sibling: str) -> Match:
    """Return the verdict on a text against the license it is most like."""
    return Match(
        best.text.ids,
        _verdict(sides, sibling),
        round(best.likeness, 3),
        tuple(" ".join(sides.words(span)) for span in sides.added),
        tuple(sides.missing),
        sibling,
    )


Difference = Literal[
    "sibling",
    "clause-missing",
    "words-inserted",
    "runs-lost",
    "text-around",
    "title",
    "appendix",
    "nothing",
]
VERDICTS: dict[Difference, Verdict] = {
    "sibling": "modified",
    "clause-missing": "modified",
    "words-inserted": "modified",
    "runs-lost": "modified",
    "text-around": "extra",
    "title": "match",
    "appendix": "match",
    "nothing": "match",
}
"""Kind of difference -> what a text is that differs so, the gravest first."""


def _verdict(sides: _Sides, sibling: str) -> Verdict:
    differences = set(_differences(sides, sibling))
    return next((VERDICTS[kind] for kind in VERDICTS if kind in differences), "match")


def _differences(sides: _Sides, sibling: str) -> Iterator[Difference]:
    """Yield the kind of each difference between a text and a license."""
    if sibling:
        yield "sibling"
    if _has_lost_runs(sides):
        yield "runs-lost"
    for span in sides.missing:
        yield _kind_of_missing(span, sides)
    for span in sides.added:
        yield _kind_of_added(span, sides)


def _kind_of_missing(span: Span, sides: _Sides) -> Difference:
    """Return what the text leaves out of the license."""
    if span.first == 1 and span.last <= TITLE:
        return "title"
    if span.first > sides.body_end and span.last == sides.license_length:
        return "appendix"
    return "clause-missing"


def _kind_of_added(span: Span, sides: _Sides) -> Difference:
    """Return what the text says beside the license."""
    added = sides.words(span)
    at_start, at_end = span.first == 1, span.last == len(sides.said)
    if not at_start and not at_end:
        return "words-inserted" if _changes_meaning(added) else "nothing"
    if at_end or span.last > TITLE or TURNS & set(added):
        return "text-around"
    return "title"


def _changes_meaning(added: Sequence[str]) -> bool:
    """Say whether words inside a license may change it: not the name of a holder, nor numbers and
    letters of a list.
    """
    return not _names_holder(added) and any(len(word) > 2 or word == "no" for word in added)


def _names_holder(added: Sequence[str]) -> bool:
    """Say whether added words are a copyright line without a year ("Copyright The Acme Team"),
    which names a holder and changes nothing.
    """
    return added[0] == "copyright" and len(added) <= HOLDER and not VERBS & set(added)


def _has_lost_runs(sides: _Sides) -> bool:
    """Say whether the text breaks more runs of the license's body than its added spans explain:
    each breaks those that it parts. Then words were taken out or put elsewhere.
    """
    have = set(sides.own.runs)
    body = sides.license.runs[TITLE : int(sides.body_end) - RUN]
    lost = sum(run not in have for run in body)
    return lost > (RUN - 1) * len(sides.added)


def _uncovered(count: int, runs: Sequence[int], there: Container[int]) -> list[Span]:
    """Return the spans of `count` words that lie in none of the runs that are there."""
    covered = [False] * count
    for start, run in enumerate(runs):
        if run in there:
            covered[start : start + RUN] = [True] * RUN
    spans: list[Span] = []
    for position, done in enumerate(covered, 1):
        if done:
            continue
        if spans and spans[-1].last == position - 1:
            spans[-1] = Span(spans[-1].first, position)
        else:
            spans.append(Span(position, position))
    return spans


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return spans with those made one that only a stray run of common words parts."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.first - joined[-1].last - 1 <= RUN + 1:
            joined[-1] = Span(joined[-1].first, span.last)
        else:
            joined.append(span)
    return joined
