"""Components of the Model Openness Framework that lie in the repository, and the license file that
covers each.

Which names show which component is data (rules/_mof.yml, `files`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from clearance.graph.graph import Graph
from clearance.model import Thing
from clearance.repository.licenses import license_files, recognized
from clearance.repository.texts import Repository

MOST = 5_000
"""Files looked at; a repository with more has shown enough."""
CARD = re.compile(r"\A---\s*\n(?P<front>.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
HUB_KEYS = re.compile(
    r"^(?:license|license_name|base_model|pipeline_tag|library_name|model-index)\s*:", re.MULTILINE
)


@dataclass(frozen=True)
class Place:
    """A folder that is looked through, and whether all in it is of the one model."""

    folder: Path
    own: bool


def on_disk(graph: Graph, thing: Thing, table: Any) -> dict[str, tuple[str, str]]:
    """Return component -> (file that shows it, license of the license file nearest to it, if there
    is one below the root).

    A model of ours has the folder that goes out with its release (`files`) and its `path:` source
    for itself; what lies
    elsewhere is its own too where it is our only model, else only code is.
    """
    root = Path(graph.project.root)
    if not thing.ours or not root.is_dir():
        return {}
    repository = Repository(root)
    found: dict[str, tuple[str, str]] = {}
    for place in _places(graph, thing, root):
        names = _files(root, place.folder, table["skip"])
        for key, one in table["components"].items():
            if key in found or not (place.own or one["kind"] == "code"):
                continue
            path = _first(
                names, one.get("files", ()), place.folder.relative_to(root).as_posix()
            ) or _in_card(repository, names, key)
            if path:
                found[key] = (path, _license_near(repository, path))
    return found


def _places(graph: Graph, thing: Thing, root: Path) -> Iterator[Place]:
    releases = [
        graph.things[link.product]
        for link in graph.outward.get(thing.name, ())
        if link.kind == "artifact"
    ]
    folders = [one.files for one in releases if one.files] + [
        thing.source.removeprefix("path:")
    ] * thing.source.startswith("path:")
    for name in folders:
        folder = (root / name).resolve()
        if folder.is_dir() and folder.is_relative_to(root.resolve()) and folder != root.resolve():
            yield Place(root / folder.relative_to(root.resolve()), own=True)
    ours = [one for one in graph.project.things if one.ours and one.kind == "model"]
    yield Place(root, own=len(ours) == 1)


def _files(root: Path, folder: Path, skip: Sequence[str]) -> list[str]:
    """Return the files with content below a folder, relative to the root, the shallowest first."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name.casefold() not in skip
        )
        for name in sorted(names):
            path = Path(at) / name
            try:
                if path.is_file() and path.stat().st_size:
                    found.append(path.relative_to(root).as_posix())
            except OSError:
                continue
        if len(found) > MOST:
            break
    return sorted(found, key=lambda name: (name.count("/"), name))


def _first(names: Sequence[str], patterns: Sequence[str], folder: str) -> str:
    """Return the first file that matches: a pattern without a slash is a file's name, one with a
    slash its path in the folder.
    """
    start = 0 if folder == "." else len(folder) + 1
    for pattern in patterns:
        for name in names:
            low = name[start:].casefold()
            if fnmatch(low if "/" in pattern else low.rpartition("/")[2], pattern):
                return name
    return ""


def _in_card(repository: Repository, names: Sequence[str], key: str) -> str:
    """Return the README that is a model card by its front matter, or that holds results in it
    (`model-index`).
    """
    if key not in ("model-card", "evaluation-results"):
        return ""
    for name in names:
        if name.rpartition("/")[2].casefold() == "readme.md":
            head = CARD.match(repository.read(repository.root / name))
            if head and (
                HUB_KEYS.search(head["front"])
                if key == "model-card"
                else re.search(r"^model-index\s*:", head["front"], re.MULTILINE)
            ):
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
            shown = file.relative_to(root).as_posix()
            return recognized(repository, file) or f"see {shown}"
        folder = folder.parent
    return ""
