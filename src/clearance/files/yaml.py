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
"""Levels of nesting; no file written by people comes near it."""
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
    _refuse_depth(text, file)
    node = _composed(text, file, first_line)
    if node is None:
        raise Problem("is empty", where=file)
    builder = _Builder(Document(None, file), first_line)
    builder.document.data = builder.value(node, ())
    return builder.document


def _composed(text: str, file: str, first_line: int) -> Any:
    """Return the nodes of a text; None where it says nothing."""
    import yaml

    try:
        return yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + first_line}:{mark.column + 1}" if mark else file
        raise Problem(f"is not YAML: {error.problem or error.context}", where=where) from None
    except yaml.YAMLError as error:
        raise Problem(f"is not YAML: {' '.join(str(error).split())}", where=file) from None


def quick(text: str) -> Any:
    """Return the data in `text` as strings without places or refusals: for packaged files that
    tests hold valid.
    """
    import yaml

    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes strings only


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


@dataclass
class _Builder:
    """Turns the nodes of a YAML text into plain data, and notes the place of each."""

    document: Document
    first_line: int
    """the line of the file on which the text begins"""
    seen: set[int] = field(default_factory=set)
    """nodes that were met: one that comes twice is an alias"""

    def value(self, node: Any, path: Key) -> Any:
        """Return the data in a node; raise Problem for what is refused."""
        import yaml

        place = self._place(node)
        self.document.places.setdefault(path, place)
        if len(path) > DEEPEST:
            raise Problem("is nested too deeply", where=position(place))
        if id(node) in self.seen:
            raise Problem(
                "uses a YAML alias (*name)", where=position(place), hint="write the value out"
            )
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._text(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _place(self, node: Any) -> Place:
        mark = node.start_mark
        return Place(self.document.file, mark.line + self.first_line, mark.column + 1)

    def _text(self, node: Any, place: Place) -> str:
        text: str = node.value
        if not node.style and text in NULLS:
            raise Problem(
                f"`{text}` is no value here",
                where=position(place),
                hint="leave the key out, or quote the word",
            )
        return text

    def _mapping(self, node: Any, path: Key) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            key = _key(key_node, place)
            if key in result:
                raise Problem(f'has the key "{key}" twice', where=position(place))
            self.document.places[(*path, key)] = place
            result[key] = self.value(value_node, (*path, key))
        return result


def _key(node: Any, place: Place) -> str:
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        raise Problem("has a key that is not a word", where=position(place))
    key: str = node.value
    if key == "<<":
        raise Problem("uses a YAML merge (<<)", where=position(place), hint="write the values out")
    return key
