"""What one file gave: references without their path, collected once each, within a budget of time."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearance.model import Reference
from clearance.scan import keys
from clearance.scan.names import Named, read
from clearance.scan.shell.words import Word
from clearance.scan.urls import read_url

if TYPE_CHECKING:
    from clearance.scan.tables import Slot

SECONDS = 20.0
_TESTS = re.compile(
    r"(^|/)(tests?(_\w+)?|testing|unit_?tests?|__tests__|integration_tests?)/|(^|/)conftest\.py$"
)
_SPLIT = re.compile(r"(^|/)eval\w*/(?:[^/]+/)*test/", re.IGNORECASE)
"""a folder for the test split, not for tests"""
_GITHUB_FILE = re.compile(
    r"https?://(?:raw\.githubusercontent|github)\.com/([^/]+/[^/]+)/(?!releases)"
)
_RANK = {"high": 0, "medium": 1, "low": 2}


class TooLong(Exception):
    """One file took more than its share of time."""


@dataclass
class Sink:
    """Collects the references of one file."""

    path: str
    text: str
    """the whole text, for names that count only beside a hint"""
    found: dict[tuple[int, str, str, str], Reference] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)
    """keys that calls of this file read: name -> the kinds that those calls take"""
    commands: list[list[Word]] = field(default_factory=list)
    """command lines that code of this file runs"""
    lowest: str = "high"
    """no reference is reported with more confidence than this"""
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    ticks: int = 0

    def tick(self) -> None:
        """Stop a file that takes too long; cheap enough to call for every node."""
        self.ticks += 1
        if self.ticks % 512 == 0 and time.monotonic() > self.until:
            raise TooLong

    def add(self, text: str, line: int, slot: Slot, *, joined: bool = False) -> bool:
        """Add the reference that a string in a slot makes; False if it makes none.

        Of a URL that was put together the repository is the name: its files are parts of one thing.
        """
        named = read(text, slot, self.text)
        if named is None:
            return False
        repository = _GITHUB_FILE.match(named.id) if joined else None
        if repository:
            named = Named(named.kind, f"https://github.com/{repository.group(1)}")
        self.put(named, text, line, slot)
        return True

    def add_url(self, text: str, line: int, slot: Slot, *, plain: bool = False) -> bool:
        """Add a URL that stands alone, if it is one of weights or data; the kind of the slot is
        only a hint.
        """
        found = read_url(text, hint=slot.kind, plain=plain)
        if found and any(at == line and name == found[1] for at, _kind, name, _role in self.found):
            return True
        if found:
            self.put(Named(*found), text, line, slot)
        return found is not None

    def put(self, named: Named, written: str, line: int, slot: Slot) -> None:
        """Add a reference that was already read."""
        tested = _TESTS.search(self.path) and not _SPLIT.search(self.path)
        role = "test" if slot.role == "use" and tested else slot.role
        confidence = max(slot.confidence, self.lowest, key=lambda word: _RANK[word])
        use = self._use(named, slot)
        reference = Reference(
            self.path, line, named.kind, named.id, written, slot.how, use, role, confidence
        )
        key = (line, named.kind, named.id, role)
        known = self.found.get(key)
        if known is None or _RANK[known.confidence] > _RANK[confidence]:
            self.found[key] = reference

    def _use(self, named: Named, slot: Slot) -> str:
        if slot.role == "output":
            return "distribute"
        use = slot.use if slot.use not in ("", "run") else keys.use_of(self.path) or slot.use
        if named.kind == "dataset" and use in ("finetune", "run"):
            return "train"
        return use if named.kind != "api-model" or use != "finetune" else "run"
