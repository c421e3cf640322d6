"""The journal of a lock that is being made: an interrupted one goes on where it stopped."""

from __future__ import annotations

import contextlib
import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from clearance.lock.schema import Entry


@dataclass(frozen=True)
class Journal:
    """A file beside the lock with one finished entry a line."""

    path: Path

    def add(self, name: str, entry: Entry) -> None:
        """Write down an entry that is finished."""
        line = json.dumps({"name": name, "entry": entry.model_dump(exclude_defaults=True)})
        with self.path.open("a", encoding="ascii") as file:
            file.write(line + "\n")

    def entries(self) -> dict[str, Entry]:
        """Return what an interrupted run of today had done; a torn last line is left out."""
        entries: dict[str, Entry] = {}
        for line in self._lines():
            with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
                data = json.loads(line)
                entry = Entry.model_validate(data["entry"])
                if _is_of_today(entry) and not entry.unread:
                    entries[data["name"]] = entry
        return entries

    def remove(self) -> None:
        """Take the file away, for the lock is written."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []


def beside(lock: Path) -> Journal:
    """Return the journal of a lock."""
    return Journal(lock.with_name(f".{lock.name}.part"))


def _is_of_today(entry: Entry) -> bool:
    return entry.locked == datetime.date.today().isoformat()
