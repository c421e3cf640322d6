"""Claims that the texts of the repository make: a word for openness, in a line that speaks of a model or data set of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance.graph import Graph
from clearance.model import Place, Thing

LARGEST = 500_000
"""Bytes read of one text."""
SENTENCE = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True)
class Written:
    """One claim in a text, and the thing of ours that it is about."""

    thing: Thing
    claim: str
    place: Place


def written_claims(graph: Graph) -> Iterator[Written]:
    """Yield each claim once for a thing: where the sentence names it, or where there is one release that it can mean."""
    table = graph.library.table("rules/_openness")
    root = Path(graph.project.root)
    shown = Path(graph.project.file).parent
    seen: set[tuple[str, str]] = set()
    ours = [thing for thing in graph.project.things if thing.kind == "release" and graph.made(thing.name).kind in ("model", "dataset")]
    if not ours:
        return
    for name in dict.fromkeys(table["texts"]["files"]):
        for number, sentence in _sentences(root / name):
            for claim in _claims(sentence, table):
                thing = _meant(graph, sentence, ours, table["texts"])
                if thing is not None and (thing.name, claim) not in seen:
                    seen.add((thing.name, claim))
                    yield Written(thing, claim, Place((shown / name).as_posix(), number, 1))


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) of a text, code blocks and quotations left out."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    fenced = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and not line.startswith((">", "    ")):
            for sentence in SENTENCE.split(line):
                yield number, sentence


def _claims(sentence: str, table: Any) -> list[str]:
    """Return the claims whose words stand in a sentence; the longest words win ("fully open source" is no "open source")."""
    words = sorted(((word, claim) for claim, told in table["claims"].items() for word in told.get("words", ())), key=lambda row: -len(row[0]))
    rest, found = sentence.casefold(), []
    for word, claim in words:
        cut = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", " ", rest)
        if cut != rest:
            rest = cut
            found.append(claim)
    return list(dict.fromkeys(found))


def _meant(graph: Graph, sentence: str, ours: list[Thing], texts: Any) -> Thing | None:
    """Return the release that a sentence is about; None when it denies, compares, or speaks of something else."""
    low = sentence.casefold()
    spoken = set(re.findall(r"[\w'-]+", low))
    if spoken & set(texts["unless"]) or "n't" in low:
        return None
    for thing in ours:
        made = graph.made(thing.name).name
        names = {made.casefold(), thing.alias.casefold(), thing.alias.rpartition("/")[2].casefold()} - {""}
        if any(re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", low) for name in names):
            return thing
    about = any(re.search(rf"\b{re.escape(word)}\b", low) for word in texts["about"])
    return ours[0] if about and len(ours) == 1 else None
