"""What one file gave: each reference once, within a budget of time."""

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
_DOUBT = {"high": 0, "medium": 1, "low": 2}
_USE_OF_KIND = {
    ("dataset", "finetune"): "train",
    ("dataset", "run"): "train",
    ("api-model", "finetune"): "run",
}
"""what a use means for a kind that cannot be used like a model"""


class TooLong(Exception):
    """One file took more than its share of time."""


@dataclass
class Sink:
    """Collects the references of one file."""

    path: str
    text: str
    """the whole text, for names that count only beside a hint"""
    found: dict[tuple[int, str, str, str], Reference] = field(default_factory=dict)
    """(line, kind, id, role) -> the most certain reference there"""
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
        url = read_url(text, hint=slot.kind, plain=plain)
        if url is None:
            return False
        named = Named(*url)
        if not self._has(line, named.id):
            self.put(named, text, line, slot)
        return True

    def _has(self, line: int, name: str) -> bool:
        return any(place[0] == line and place[2] == name for place in self.found)

    def put(self, named: Named, written: str, line: int, slot: Slot) -> None:
        """Add a reference that was already read."""
        reference = Reference(
            path=self.path,
            line=line,
            kind=named.kind,
            id=named.id,
            written=written,
            how=slot.how,
            use=self._use(named, slot),
            role=self._role(slot),
            confidence=max(slot.confidence, self.lowest, key=_DOUBT.__getitem__),
        )
        place = (line, named.kind, named.id, reference.role)
        known = self.found.get(place)
        if known is None or _DOUBT[known.confidence] > _DOUBT[reference.confidence]:
            self.found[place] = reference

    def _role(self, slot: Slot) -> str:
        return "test" if slot.role == "use" and _is_of_tests(self.path) else slot.role

    def _use(self, named: Named, slot: Slot) -> str:
        """Return the use that the place says, or the folders around the file."""
        if slot.role == "output":
            return "distribute"
        by_folder = keys.use_of(self.path) if slot.use in ("", "run") else ""
        use = by_folder or slot.use
        return _USE_OF_KIND.get((named.kind, use), use)


def _is_of_tests(path: str) -> bool:
    return bool(_TESTS.search(path)) and not _SPLIT.search(path)
