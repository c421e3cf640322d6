"""The texts of a repository that people read: license, notice and prose files.

Duties, claims of openness, the Model Openness Framework and `init` all read through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

LARGEST = 500_000
"""Bytes; a larger file is no text that people read."""
MOST = 400
"""Files looked at in one folder."""

TextKind = Literal["license", "notice", "prose"]

LICENSE = re.compile(r"^(licen[cs]es?|copying|copyright|agreement|unlicense)", re.IGNORECASE)
NOTICE = re.compile(r"^(notices?|third[-_]?party|attribution|credits)", re.IGNORECASE)
PROSE = re.compile(
    r"^(readme|model[-_]?card|data(set)?[-_]?card|changes|changelog|about|citation)"
    r"|\.(md|rst|html|cff)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Text:
    """One file that people read."""

    name: str
    """path within the folder that was asked for"""
    kind: TextKind
    text: str

    @property
    def is_legal(self) -> bool:
        """Return whether licenses are looked for in the file: by its name, or its folder's."""
        return self.kind != "prose" or bool(LICENSE.match(Path(self.name).parts[0]))


def kind_of(name: str) -> TextKind | None:
    """Return what a file of that name is read for; None where it is not."""
    if LICENSE.match(name):
        return "license"
    if NOTICE.match(name):
        return "notice"
    return "prose" if PROSE.search(name) else None


@dataclass(frozen=True)
class Repository:
    """The texts below a folder, each read when it is first asked for."""

    root: Path
    _texts: dict[Path, str] = field(default_factory=dict, repr=False, compare=False)
    _folders: dict[Path, tuple[Text, ...]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, path: Path) -> str:
        """Return the text of a file; empty where it is none, too large, or cannot be read."""
        if path not in self._texts:
            self._texts[path] = read(path)
        return self._texts[path]

    def texts(self, folder: Path) -> tuple[Text, ...]:
        """Return the license, notice and prose files of a folder, two levels deep, sorted."""
        if folder not in self._folders:
            self._folders[folder] = tuple(self._in(folder))
        return self._folders[folder]

    def _in(self, folder: Path) -> Iterator[Text]:
        for place in _two_deep(folder):
            in_licenses = place != folder and bool(LICENSE.match(place.name))
            for path in listed(place)[:MOST]:
                kind = kind_of(path.name) or ("prose" if in_licenses else None)
                if kind is not None and _is_readable(path):
                    yield Text(str(path.relative_to(folder)), kind, self.read(path))


def _two_deep(folder: Path) -> Iterator[Path]:
    """Yield a folder and those in it; nothing where there is none."""
    if folder.is_dir():
        yield folder
        inner = (path for path in listed(folder) if not path.name.startswith("."))
        yield from (path for path in inner if path.is_dir())


def listed(folder: Path) -> list[Path]:
    """Return what lies in a folder, sorted; nothing where it cannot be listed."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_readable(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= LARGEST
    except OSError:
        return False


def read(path: Path) -> str:
    """Return the text of a file; empty where it is none, too large, or cannot be read."""
    try:
        return path.read_text("utf-8", errors="replace") if _is_readable(path) else ""
    except OSError:
        return ""
