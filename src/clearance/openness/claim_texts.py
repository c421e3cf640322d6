"""The texts of a repository that may make claims: READMEs and cards, and what describes it in
files of its tools. Which these are is data (rules/_openness.yml, texts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from clearance.model import Thing
from clearance.openness.sentences import Sentence, sentences
from clearance.repository.texts import Repository

MOST = 40
"""Texts read of one folder."""
ENDINGS = ("", ".md", ".rst", ".txt", ".markdown")


@dataclass(frozen=True)
class Text:
    """A text of the repository and the releases that it may speak of."""

    path: Path
    sentences: tuple[Sentence, ...]
    about: tuple[Thing, ...]


class _Folder(NamedTuple):
    """A folder whose texts are read."""

    path: Path
    about: tuple[Thing, ...]


def texts_of(
    repository: Repository, ours: tuple[Thing, ...], table: Mapping[str, Any]
) -> Iterator[Text]:
    """Yield the texts of the root, of its folders for documents, and of each folder that goes out
    with a release.
    """
    for folder in _folders(repository.root, ours, table["folders"]):
        is_documents = folder.path.name in table["folders"]
        names = [*table["files"], "index"] if is_documents else table["files"]
        for path in _named_files(folder.path, names)[:MOST]:
            yield Text(path, tuple(sentences(repository.read(path))), folder.about)
    for name, keys in table["fields"].items():
        path = repository.root / name
        yield Text(path, tuple(_fields(repository.read(path), keys)), ours)


def _folders(root: Path, ours: tuple[Thing, ...], documents: Sequence[str]) -> Iterator[_Folder]:
    for name in ("", *documents):
        yield _Folder(root / name, ours)
    for release in ours:
        folder = root / release.files
        if release.files and folder.resolve().is_relative_to(root.resolve()):
            yield _Folder(folder, (release,))


def _named_files(folder: Path, names: Sequence[str]) -> list[Path]:
    """Return the files of a folder that bear one of the names, sorted; none where it cannot be
    listed.
    """
    try:
        return sorted(path for path in folder.iterdir() if _is_named(path, names))
    except OSError:
        return []


def _is_named(path: Path, names: Sequence[str]) -> bool:
    """Return whether a file bears one of the names, with a language or the like after it:
    README.zh.md, README_EN.rst.
    """
    if path.suffix.casefold() not in ENDINGS:
        return False
    patterns = (rf"(?i){re.escape(name)}(?:[._-][\w-]+)?" for name in names)
    return any(re.fullmatch(pattern, path.stem) for pattern in patterns) and path.is_file()


def _fields(text: str, keys: Sequence[str]) -> Iterator[Sentence]:
    """Yield what stands under some keys of a TOML or YAML file, each as a sentence on its line."""
    for key in keys:
        value = re.search(
            rf"^\s*{re.escape(key)}\s*[:=]\s*[>|]?-?[ \t]*(.+(?:\n[ \t]+.+)*)", text, re.MULTILINE
        )
        if value:
            line = text.count("\n", 0, value.start(1)) + 1
            for sentence in sentences(" ".join(value[1].split()).strip("\"'[]")):
                words = sentence.text
                yield Sentence(words, (line,) * len(words), heading=True, short=True)
