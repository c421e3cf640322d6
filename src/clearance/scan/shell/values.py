"""Names in the value of a flag: one name, a list, `key=value` pairs, or JSON."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from clearance.scan import tables
from clearance.scan.names import mostly_unknown

if TYPE_CHECKING:
    from clearance.scan.shell.variables import Shell
    from clearance.scan.shell.words import Word
    from clearance.scan.tables import Slot

_BETWEEN_MODELS = re.compile(r"[,;\s]+")
_BETWEEN_DATASETS = re.compile(r"[,;\s+]+")
"""some trainers join data sets by a plus sign"""
_BETWEEN_ITEMS = re.compile(r"[\s,\[\]{}\"']+")


def read_values(word: Word, slot: Slot, shell: Shell) -> None:
    """Add the names in the value of a flag."""
    texts = shell.expand(word.text)
    if mostly_unknown(texts, slot):
        return
    for text in texts:
        if "=" in text and "://" not in text:
            read_pairs(text, word.line, slot, shell)
        else:
            for name in _names(text, slot):
                shell.sink.add(name, word.line, slot)


def read_pairs(text: str, line: int, slot: Slot, shell: Shell) -> None:
    """Add the names in `pretrained=acme/owl,tokenizer=acme/owl` by their keys."""
    kinds: dict[str, str] = tables.load("commands")["pairs"]
    for pair in text.split(","):
        key, _, value = pair.partition("=")
        kind = kinds.get(key.strip())
        if kind and value:
            shell.sink.add(value, line, slot.but(kind=kind, how=f"{slot.how} {key}="))


def _names(text: str, slot: Slot) -> list[str]:
    """Return the names in a value that has no keys."""
    if text.startswith(("[", "{")):
        return _in_literal(text)
    if "://" in text:
        return [text]
    between = _BETWEEN_DATASETS if slot.kind == "dataset" else _BETWEEN_MODELS
    return between.split(text)


def _in_literal(text: str) -> list[str]:
    """Return the strings of a list or a mapping, also of one that is cut off."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return _BETWEEN_ITEMS.split(text)
    return [item for item in value if isinstance(item, str)]
