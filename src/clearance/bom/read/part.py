"""A bill of materials in neutral form: parts and links, in words of the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Part:
    """One component or package of a document, in words of the manifest."""

    ref: str
    title: str
    kind: str
    source: str = ""
    license: str = ""
    """an expression, NONE, NOASSERTION or empty; as the manifest writes it"""
    declared: str = ""
    """the declared license as it stands in the document"""
    root: bool = False
    """whether the document is about it"""
    notes: dict[str, Any] = field(default_factory=dict)
    """what our own documents carry, by key"""


@dataclass
class Read:
    """A document in neutral form."""

    name: str
    parts: list[Part]
    links: list[tuple[str, str, str]]
    """(ref, link, ref); an empty link is to be found out from the kinds"""
