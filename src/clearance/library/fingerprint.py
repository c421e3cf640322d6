"""Which license is this text: word runs of a text compared with the fingerprints of
licenses/_fingerprints.json.gz.

No license text ships: a fingerprint is the sequence of 24-bit hashes of each run of four words.
Siblings (CC BY and CC BY-NC,
Llama 3 and 3.1) are alike in most runs, so likeness alone never decides: the runs that tell two
siblings apart do.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clearance.library.load import data_root

RUN = 4
"""words in one hashed run"""
FILE = "_fingerprints.json.gz"
ALIKE = 0.6
"""share of a license's runs that a text must hold to be called that license, changed"""
TELLING = 0.8
"""share of the runs that one sibling has and the other has not, needed to tell them apart"""
TITLE, APPENDIX = 25, 0.15
"""a title of so many words may be missing or added, and an appendix of that share (how to apply the
license) may be missing
"""
TURNS = frozenset(
    "not non no only except but however modified noncommercial commons unless without".split()
)
"""words that make more than a title of what stands before a license"""

VERBS = TURNS | frozenset(
    "may must shall will can is are be has have use used license licenses holder holders owner"
    " notice law act rights and or if in by".split()
)
"""words that make more than a holder's name of what follows the word copyright"""

NOTICE, LONG = (
    re.compile(
        r"\W*(copyright\s*(\(c\)|©|[\[<{]?(yyyy|year|\d{4}))|(\(c\)|©)\s*[\[<{]?(yyyy|year|\d{4})|all"
        r" rights reserved)"
    ),
    120,
)
"""how a line with a copyright notice begins, and how long it is at most; a clause (c) is none"""
HOLDERS = (
    (
        r"neither the names? of .{1,120}? nor the names? of",
        "neither the name of holder nor the names of",
    ),
    (r"is provided by .{1,120}? as is and", "is provided by holders as is and"),
    (r"in no event shall .{1,120}? be liable", "in no event shall holders be liable"),
)
"""where the holder's name stands inside the words of BSD and its kin"""


@dataclass(frozen=True)
class Fingerprint:
    """One known text, the ids of the licenses that have it, and its runs in order."""

    ids: tuple[str, ...]
    runs: tuple[int, ...]
    total: int
    """hash of all words"""


@dataclass(frozen=True)
class Match:
    """What a text is, and how it differs from the license it is most like."""

    ids: tuple[str, ...]
    verdict: str
    """exact, match, extra, modified or unknown"""
    similarity: float
    added: tuple[str, ...] = ()
    """words of the text that the license has not, span by span"""
    missing: tuple[tuple[int, int], ...] = ()
    """(first word, last word) of the license's words that the text has not"""
    sibling: str = ""
    """the license that the telling words do not rule out"""


def words(text: str) -> list[str]:
    """Return a text's words as they are compared: no case, marks, copyright lines; names of holders
    made one.
    """
    lines = [
        line
        for line in text.splitlines()
        if len(line) > LONG or not NOTICE.match(line.strip().casefold())
    ]
    plain = re.sub(r"https?://", "", "\n".join(lines).casefold())
    plain = " ".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain)))
    for pattern, same in HOLDERS:
        plain = re.sub(pattern, same, plain)
    return plain.split()


def _hash(told: str) -> int:
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:3], "big")


def fingerprint(text: str, ids: Sequence[str]) -> Fingerprint:
    """Return the fingerprint of a text."""
    said = words(text)
    runs = tuple(_hash(" ".join(said[i : i + RUN])) for i in range(len(said) - RUN + 1))
    return Fingerprint(
        tuple(ids),
        runs,
        int.from_bytes(hashlib.sha256(" ".join(said).encode()).digest()[:8], "big"),
    )


def dump(prints: Sequence[Fingerprint]) -> bytes:
    """Return fingerprints as the bytes of the data file, the same each time."""
    rows = [
        {
            "ids": one.ids,
            "total": f"{one.total:016x}",
            "runs": "".join(f"{run:06x}" for run in one.runs),
        }
        for one in prints
    ]
    return gzip.compress(json.dumps(rows).encode(), 9, mtime=0)


@functools.cache
def known(path: Path | None = None) -> tuple[Fingerprint, ...]:
    """Return the fingerprints that ship with the program."""
    rows = json.loads(gzip.decompress((path or data_root() / "licenses" / FILE).read_bytes()))
    return tuple(
        Fingerprint(
            tuple(row["ids"]),
            tuple(int(row["runs"][i : i + 6], 16) for i in range(0, len(row["runs"]), 6)),
            int(row["total"], 16),
        )
        for row in rows
    )


def identify(text: str, prints: Sequence[Fingerprint] | None = None) -> Match:
    """Return which known license a text is; verdict unknown when it is like none."""
    prints = known() if prints is None else prints
    own = fingerprint(text, ())
    for one in prints:
        if one.total == own.total:
            return Match(one.ids, "exact", 1.0)
    have = set(own.runs)
    ranked = sorted(
        ((_likeness(one, have), one) for one in prints), key=lambda row: (-row[0], row[1].ids)
    )
    similar = [(held, one) for held, one in ranked if held >= ALIKE / 2]
    best = max(
        similar,
        key=lambda row: _jaccard(row[1], have) if row[0] < 0.97 else row[0] + len(row[1].runs),
        default=None,
    )
    if best is None or best[0] < ALIKE:
        return Match((), "unknown", round(ranked[0][0], 3) if ranked else 0.0)
    rivals = [one for _, one in similar if one.ids != best[1].ids]
    return _compare(text, best[1], own, _doubt(best[1], rivals, have))


def _likeness(one: Fingerprint, have: set[int]) -> float:
    return sum(run in have for run in one.runs) / max(len(one.runs), 1)


def _jaccard(one: Fingerprint, have: set[int]) -> float:
    runs = set(one.runs)
    return len(runs & have) / max(len(runs | have), 1)


def _doubt(best: Fingerprint, rivals: Sequence[Fingerprint], have: set[int]) -> str:
    """Return the id of a sibling whose telling words the text has, or that lacks the ones it should
    not; else nothing.
    """
    mine = set(best.runs)
    for rival in rivals:
        others = set(rival.runs)
        if len(mine & others) < 0.5 * min(len(mine), len(others)):
            continue
        only_mine, only_theirs = mine - others, others - mine
        if only_mine and len(only_mine & have) < TELLING * len(only_mine):
            return rival.ids[0]
        if only_theirs and len(only_theirs & have) > (1 - TELLING) * len(only_theirs):
            return rival.ids[0]
    return ""


def _compare(text: str, best: Fingerprint, own: Fingerprint, sibling: str) -> Match:
    """Return the verdict on a text against the license it is most like."""
    said = words(text)
    held, have = set(best.runs), set(own.runs)
    added = _spans(len(said), [run in held for run in own.runs])
    added = _joined(added)
    missing = _spans(len(best.runs) + RUN - 1, [run in have for run in best.runs])
    count, last = len(best.runs) + RUN - 1, len(said)
    end = count * (1 - APPENDIX) if count > 1000 else count + 1
    gone = [
        (a, b) for a, b in missing if not (a == 1 and b <= TITLE) and not (b == count and a > end)
    ]
    inside = [
        (a, b)
        for a, b in added
        if a > 1
        and b < last
        and not _holder(said[a - 1 : b])
        and any(len(word) > 2 or word == "no" for word in said[a - 1 : b])
    ]
    lost = sum(run not in have for run in best.runs[TITLE : int(end) - RUN])
    around = [
        (a, b)
        for a, b in added
        if (a, b) not in inside
        and (b == last or b > TITLE or TURNS & set(said[a - 1 : b]))
        and (a == 1 or b == last)
    ]
    changed = sibling or gone or inside or lost > (RUN - 1) * len(added)
    verdict = "modified" if changed else "extra" if around else "match"
    shown = tuple(" ".join(said[a - 1 : b]) for a, b in added)
    return Match(best.ids, verdict, round(_jaccard(best, have), 3), shown, tuple(missing), sibling)


def _holder(span: Sequence[str]) -> bool:
    """Say whether added words are a copyright line without a year ("Copyright The Acme Team"),
    which names a holder and changes nothing.
    """
    return span[0] == "copyright" and len(span) <= 10 and not VERBS & set(span)


def _spans(count: int, there: Sequence[bool]) -> list[tuple[int, int]]:
    """Return (first, last), from 1, of the words that lie in no run that is there."""
    covered = [False] * count
    for i, found in enumerate(there):
        if found:
            covered[i : i + RUN] = [True] * RUN
    spans: list[tuple[int, int]] = []
    for i, done in enumerate(covered, 1):
        if not done:
            if spans and spans[-1][1] == i - 1:
                spans[-1] = (spans[-1][0], i)
            else:
                spans.append((i, i))
    return spans


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans with those made one that only a stray run of common words parts."""
    result: list[tuple[int, int]] = []
    for a, b in spans:
        if result and a - result[-1][1] - 1 <= RUN + 1:
            result[-1] = (result[-1][0], b)
        else:
            result.append((a, b))
    return result
