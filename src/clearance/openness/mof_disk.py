"""Components of the Model Openness Framework that lie in the repository, and the license file that
covers each.

Which names show which component is data (rules/_mof.yml, `files`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from clearance.graph.graph import Graph
from clearance.model import Thing
from clearance.openness.own_levels import releases
from clearance.repository.licenses import license_files, recognized
from clearance.repository.texts import Repository

MOST = 5_000
"""Files looked at; a repository with more has shown enough."""
FRONT = re.compile(r"\A---\s*\n(?P<front>.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
"""The front matter of a README."""
IN_FRONT = {
    "model-card": re.compile(
        r"^(?:license|license_name|base_model|pipeline_tag|library_name|model-index)\s*:",
        re.MULTILINE,
    ),
    "evaluation-results": re.compile(r"^model-index\s*:", re.MULTILINE),
}
"""Component -> keys in the front matter of a README that show it."""


@dataclass(frozen=True)
class Place:
    """A folder that is looked through."""

    folder: Path
    own: bool
    """whether all in it is of the one model"""

    def may_hold(self, kind: str) -> bool:
        """Return whether a component of that kind is the model's if it lies there."""
        return self.own or kind == "code"


class File(NamedTuple):
    """A file that shows a component."""

    path: str
    """relative to the root of the repository"""
    license: str
    """of the license file nearest to it below the root; empty where there is none"""


def on_disk(graph: Graph, thing: Thing, table: Mapping[str, Any]) -> dict[str, File]:
    """Return component -> the file that shows it.

    A model of ours has the folder that goes out with its release (`files`) and its `path:` source
    for itself; what lies elsewhere is its own too where it is our only model, else only code is.
    """
    root = Path(graph.project.root)
    if not thing.ours or not root.is_dir():
        return {}
    repository = Repository(root)
    paths: dict[str, str] = {}
    for place in _places(graph, thing, root):
        sought = {
            key: row
            for key, row in table["components"].items()
            if key not in paths and place.may_hold(row["kind"])
        }
        paths |= _shown_in(repository, place.folder, sought, table["skip"])
    return {key: File(path, _license_near(repository, path)) for key, path in paths.items()}


def _shown_in(
    repository: Repository, folder: Path, rows: Mapping[str, Any], skip: Sequence[str]
) -> dict[str, str]:
    """Return component -> the file of a folder that shows it."""
    names = _files(repository.root, folder, skip)
    start = folder.relative_to(repository.root).as_posix()
    paths = {
        key: _first(names, row.get("files", ()), start) or _in_card(repository, names, key)
        for key, row in rows.items()
    }
    return {key: path for key, path in paths.items() if path}


def _places(graph: Graph, thing: Thing, root: Path) -> Iterator[Place]:
    """Yield where components of a model of ours may lie, the folders of its own first."""
    inside = root.resolve()
    for name in _own_folders(graph, thing):
        folder = (root / name).resolve()
        if folder.is_dir() and folder.is_relative_to(inside) and folder != inside:
            yield Place(root / folder.relative_to(inside), own=True)
    models = [other for other in graph.project.things if other.ours and other.kind == "model"]
    yield Place(root, own=len(models) == 1)


def _own_folders(graph: Graph, thing: Thing) -> Iterator[str]:
    for release in releases(graph, thing):
        if release.files:
            yield release.files
    if thing.source.startswith("path:"):
        yield thing.source.removeprefix("path:")


def _files(root: Path, folder: Path, skip: Sequence[str]) -> list[str]:
    """Return the files with content below a folder, relative to the root, the shallowest first."""
    files: list[str] = []
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if _is_looked_through(name, skip))
        paths = (Path(at) / name for name in sorted(names))
        files += [path.relative_to(root).as_posix() for path in paths if _has_content(path)]
        if len(files) > MOST:
            break
    return sorted(files, key=lambda name: (name.count("/"), name))


def _is_looked_through(folder: str, skip: Sequence[str]) -> bool:
    return not folder.startswith(".") and folder.casefold() not in skip


def _has_content(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def _first(names: Sequence[str], patterns: Sequence[str], folder: str) -> str:
    """Return the first file that matches: a pattern without a slash is a file's name, one with a
    slash its path in the folder.
    """
    start = 0 if folder == "." else len(folder) + 1
    for pattern in patterns:
        for name in names:
            path = name[start:].casefold()
            if fnmatch(path if "/" in pattern else path.rpartition("/")[2], pattern):
                return name
    return ""


def _in_card(repository: Repository, names: Sequence[str], key: str) -> str:
    """Return the README that is a model card by its front matter, or that holds results in it."""
    if key not in IN_FRONT:
        return ""
    readmes = (name for name in names if name.rpartition("/")[2].casefold() == "readme.md")
    for name in readmes:
        front = FRONT.match(repository.read(repository.root / name))
        if front and IN_FRONT[key].search(front["front"]):
            return name
    return ""


def _license_near(repository: Repository, path: str) -> str:
    """Return what the license file nearest to a file says, the root's own left out; a text that is
    not known is no open license.
    """
    root = repository.root
    folder = (root / path).parent
    while folder not in (root, folder.parent):
        for file in license_files(folder):
            return recognized(repository, file) or f"see {file.relative_to(root).as_posix()}"
        folder = folder.parent
    return ""
