"""Compare the catalogue's levels of openness with the grades of the European Open Source AI Index.

    python scripts/osai.py CLONE      a clone of
    github.com/opening-up-chatgpt/opening-up-chatgpt.github.io

Which model each of its files grades, and why levels and grades differ, is tests/oracles/osai.yaml.
Exit code 1 when a difference
has no reason there, or a reason there has no difference any more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from clearance.catalogue.lookup import find  # noqa: E402

ORACLE = ROOT / "tests" / "oracles" / "osai.yaml"
LEVELS = {"open": "open", "partial": "described", "closed": "closed"}


@dataclass(frozen=True)
class Pair:
    """One grade of theirs and the level of the same part of the same model."""

    where: str
    id: str
    part: str
    grade: str
    level: str
    arguable: str

    @property
    def verdict(self) -> str:
        """Return same, arguable (the catalogue says that one may say so) or differs."""
        word = LEVELS[self.grade]
        return "same" if word == self.level else "arguable" if word == self.arguable else "differs"


def pairs(folder: Path, oracle: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield every grade of the files of `projects/` that has a level in the catalogue."""
    for name, ids in oracle["models"].items():
        file = folder / "projects" / f"{name}.yaml"
        told = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
        for feature, (whose, part) in oracle["parts"].items():
            grade = (told.get(feature) or {}).get("class")
            entry = find(ids[whose]) if whose in ids else None
            level = (
                next((one for one in entry.openness if one.name == part), None) if entry else None
            )
            if grade in LEVELS and level is not None:
                yield Pair(
                    f"{name}.{feature}", ids[whose], part, grade, level.level, level.arguable
                )


def main(folder: str) -> int:
    """Print the figures and the differences; return the exit code."""
    oracle = yaml.safe_load(ORACLE.read_text("utf-8"))
    found = list(pairs(Path(folder), oracle))
    why = {where: reason for reason, rows in oracle["differences"].items() for where in rows}
    differing = [one for one in found if one.verdict == "differs"]
    once = {(one.id, one.part, one.grade): one for one in found}
    for title, rows in (("grades", found), ("each part of each model once", list(once.values()))):
        count = {
            word: sum(one.verdict == word for one in rows)
            for word in ("same", "arguable", "differs")
        }
        print(
            f"{title}: {len(rows)};"
            f" {', '.join(f'{number} {word}' for word, number in count.items())}"
        )
    for reason in oracle["differences"]:
        print(f"{sum(why.get(one.where) == reason for one in differing):4}  {reason}")
    unexplained = [one for one in differing if one.where not in why]
    idle = sorted(set(why) - {one.where for one in differing})
    for one in unexplained:
        print(f"no reason: {one.where} {one.id} {one.part}: {one.grade} there, {one.level} here")
    for where in idle:
        print(f"no difference any more: {where}")
    return 1 if unexplained or idle or not found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
