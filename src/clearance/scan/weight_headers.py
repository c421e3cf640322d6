"""The metadata in front of GGUF and safetensors files, read without their weights."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST_TEXT = 1_000_000
_LONGEST_HEADER = 50_000_000
_MOST_PAIRS = 4096
_NUMBERS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
"""formats of the kinds of GGUF values that are numbers"""
_TEXT, _ARRAY = 8, 9
_OLDEST, _NEWEST = 2, 3


def safetensors(path: Path) -> dict[str, Any]:
    """Return the `__metadata__` of a safetensors file, empty where it is none."""
    try:
        with path.open("rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            if size > _LONGEST_HEADER:
                return {}
            header = json.loads(file.read(size))
    except (OSError, struct.error, ValueError, RecursionError):
        return {}
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    return metadata if isinstance(metadata, dict) else {}


def gguf(path: Path) -> dict[str, Any]:
    """Return the key-value pairs at the head of a GGUF file; arrays other than of short texts are
    passed over.
    """
    metadata: dict[str, Any] = {}
    try:
        with path.open("rb") as file:
            magic, version, _tensors, pairs = struct.unpack("<4sIQQ", file.read(24))
            if magic == b"GGUF" and _OLDEST <= version <= _NEWEST:
                _read_pairs(file, min(pairs, _MOST_PAIRS), metadata)
    except (OSError, struct.error, ValueError):
        pass  # what was read until then counts
    return metadata


def _read_pairs(file: BinaryIO, count: int, metadata: dict[str, Any]) -> None:
    for _ in range(count):
        key = _text(file)
        metadata[key] = _value(file, _number(file, "<I"))
        if key.startswith("tokenizer."):
            break  # the vocabulary comes last and is long


def _number(file: BinaryIO, form: str) -> Any:
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]


def _text(file: BinaryIO) -> str:
    size = _number(file, "<Q")
    if size > _LONGEST_TEXT:
        message = "a text longer than any name"
        raise ValueError(message)
    raw = file.read(size)
    if len(raw) < size:
        message = "the file ends inside a text"
        raise ValueError(message)
    return raw.decode("utf-8", "replace")


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _TEXT:
        return _text(file)
    if kind == _ARRAY:
        return _array(file)
    if kind in _NUMBERS:
        return _number(file, _NUMBERS[kind])
    message = "a kind of value that GGUF does not have"
    raise ValueError(message)


def _array(file: BinaryIO) -> list[str]:
    """Read an array of texts; pass over an array of numbers."""
    kind, count = _number(file, "<I"), _number(file, "<Q")
    if kind == _TEXT:
        return [_text(file) for _ in range(min(count, _MOST_PAIRS))]
    file.seek(struct.calcsize(_NUMBERS[kind]) * count, 1)
    return []
