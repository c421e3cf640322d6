"""A bill of materials in neutral form: parts and relations, in words of the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clearance.bom.licensing import NOASSERTION, NONE
from clearance.text import clean

UNSTATED = ("", NOASSERTION)
"""What stands where a document states no license."""


@dataclass
class Part:
    """One component or package of a document, in words of the manifest."""

    ref: str
    """its id in the document, or one made from its position where it has none"""
    title: str
    """its name in the document, as it stands there: it may be empty, long or hostile"""
    kind: str
    """project, model, dataset or code, as far as a document of others tells"""
    source: str = ""
    """a source as the manifest writes it (hf:…, github:…, url:…); empty where no place is given"""
    license: str = ""
    """an expression by the names that the document gives, NONE, NOASSERTION or empty"""
    declared: str = ""
    """the declared license as it stands in the document"""
    root: bool = False
    """whether the document is about it"""
    notes: dict[str, Any] = field(default_factory=dict)
    """what our own documents carry, by key; empty for a part of others"""

    @property
    def license_in_manifest(self) -> str:
        """Return the license as a manifest writes it."""
        return "none" if self.license == NONE else clean(self.license)


@dataclass(frozen=True)
class Relation:
    """One link between two parts."""

    product: str
    """ref of the part that is made from, or with, the other"""
    link: str
    """a link of the manifest, or `ancestor`; empty where the kinds of both ends tell which; `-` for
    a relation that is no link
    """
    object: str
    """ref of the part that goes into the product"""


@dataclass
class Read:
    """A document in neutral form."""

    name: str
    """what the document calls itself; empty where it has no name"""
    parts: list[Part]
    """in the order of the document"""
    relations: list[Relation]
