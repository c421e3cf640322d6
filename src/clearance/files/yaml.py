"""YAML as strings with a Place for every path; duplicate keys, aliases, merges and nulls are
refused; front matter.

Everything arrives as text because YAML's own types turn clause `1.10` into 1.1, `no` into false and
`on` into true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearance.model import Place
from clearance.problems import Problem

Key = tuple[str | int, ...]
LARGEST = 2_000_000
"""Bytes; no file written by people comes near it."""
DEEPEST = 60
NULLS = ("null", "~", "Null", "NULL")


@dataclass
class Document:
    """Plain data (mappings, lists, strings) and the place of every path in it."""

    data: Any
    file: str
    places: dict[Key, Place] = field(default_factory=dict)

    def place(self, path: Key) -> Place:
        """Return the place of the longest known beginning of a path."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return Place(self.file, 1, 1)


def position(place: Place) -> str:
    """Return file:line:column, as errors name a place."""
    return f"{place.file}:{place.line}:{place.column}"


def read_text(path: Path, shown: str = "") -> str:
    """Return a file's text as UTF-8; raise Problem when it is missing, unreadable, too large or not
    UTF-8.
    """
    shown = shown or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot be read: {error.strerror or error}", where=shown) from None
    if len(raw) > LARGEST:
        raise Problem(f"is {len(raw)} bytes long; at most {LARGEST} are read", where=shown)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Problem(
            "is not UTF-8", where=f"{shown}:{line}:1", hint="save the file as UTF-8"
        ) from None


def parse(text: str, file: str, *, first_line: int = 1) -> Document:
    """Return the document in `text`; raise Problem with file, line and column for whatever is
    refused.

    `first_line` is the line of the file on which the text begins.
    """
    import yaml

    document = Document(None, file)
    _refuse_depth(text, file)
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + first_line}:{mark.column + 1}" if mark else file
        raise Problem(f"is not YAML: {error.problem or error.context}", where=where) from None
    except yaml.YAMLError as error:
        raise Problem(f"is not YAML: {' '.join(str(error).split())}", where=file) from None
    if node is None:
        raise Problem("is empty", where=file)
    document.data = _build(node, (), document, first_line, set())
    return document


def quick(text: str) -> Any:
    """Return the data in `text` as strings without places or refusals: for packaged files that
    tests hold valid.
    """
    import yaml

    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader makes strings only


def split_front_matter(text: str, file: str) -> tuple[str, str, int]:
    """Return (front matter, body, line of the file on which the body begins); raise Problem where
    there is none.
    """
    if not text.startswith("---\n"):
        raise Problem("has no front matter: the first line must be ---", where=f"{file}:1:1")
    end = text.find("\n---\n", 3)
    if end < 0:
        raise Problem("has front matter without an end (a line ---)", where=f"{file}:1:1")
    return text[4 : end + 1], text[end + 5 :], text.count("\n", 0, end + 5) + 1


def _refuse_depth(text: str, file: str) -> None:
    """Refuse deep nesting before the C parser, which recurses, sees it."""
    depth = 0
    for at, char in enumerate(text):
        if char in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Problem(
                    "is nested too deeply", where=f"{file}:{text.count(chr(10), 0, at) + 1}:1"
                )
        elif char in "]}":
            depth -= 1


def _build(node: Any, path: Key, document: Document, first_line: int, seen: set[int]) -> Any:
    import yaml

    mark = node.start_mark
    place = Place(document.file, mark.line + first_line, mark.column + 1)
    where = f"{place.file}:{place.line}:{place.column}"
    document.places.setdefault(path, place)
    if len(path) > DEEPEST:
        raise Problem("is nested too deeply", where=where)
    if id(node) in seen:
        raise Problem("uses a YAML alias (*name)", where=where, hint="write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if not node.style and node.value in NULLS:
            raise Problem(
                f"`{node.value}` is no value here",
                where=where,
                hint="leave the key out, or quote the word",
            )
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(child, (*path, i), document, first_line, seen)
            for i, child in enumerate(node.value)
        ]
    return _mapping(node, path, document, first_line, seen)


def _mapping(
    node: Any, path: Key, document: Document, first_line: int, seen: set[int]
) -> dict[str, Any]:
    import yaml

    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        place = Place(document.file, mark.line + first_line, mark.column + 1)
        where = f"{place.file}:{place.line}:{place.column}"
        if not isinstance(key_node, yaml.ScalarNode):
            raise Problem("has a key that is not a word", where=where)
        key = key_node.value
        if key == "<<":
            raise Problem("uses a YAML merge (<<)", where=where, hint="write the values out")
        if key in result:
            raise Problem(f'has the key "{key}" twice', where=where)
        document.places[(*path, key)] = place
        result[key] = _build(value_node, (*path, key), document, first_line, seen)
    return result
