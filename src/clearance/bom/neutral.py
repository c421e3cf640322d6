"""The neutral form of a bill of materials: items, edges, license references; every format is
written from it.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import uuid
from dataclasses import dataclass, replace
from typing import Any

from clearance.bom.licensing import Declared, LicenseRef
from clearance.model import Thing

ROOT = "project"
"""Kind and ref of the item that is the project itself."""
NAMESPACE = "clearance:"
"""Prefix of every property and annotation of ours."""


@dataclass(frozen=True)
class Item:
    """One thing of the project, or the project itself (kind `project`)."""

    ref: str
    """letters, digits, dots and dashes; unique in the document"""
    name: str
    """the thing's name in the manifest, and the key that links use"""
    kind: str
    """project, or the kind of a thing"""
    title: str
    """one line for readers: what it is released as, or its name; never empty"""
    version: str
    """a revision of its source; empty where none is named"""
    download: str
    """a URL, NONE where there is nothing to download, NOASSERTION where nobody said"""
    purl: str
    """a package URL; empty where it has none"""
    license: Declared
    notes: tuple[tuple[str, str], ...]
    """(key below NAMESPACE, JSON text)"""
    thing: Thing | None = None
    """None for the project itself"""


@dataclass(frozen=True)
class Edge:
    """One link of the graph, between refs."""

    product: str
    kind: str
    """a link of the manifest"""
    object: str
    how: str
    """finetune, adapter, … where the manifest says so; else empty"""
    known_from: str
    """lock, card or catalogue; empty where the manifest says it"""

    @property
    def comment(self) -> str:
        """Return the exact link, for formats that have fewer words than the manifest."""
        link = {"link": self.kind, "how": self.how, "known-from": self.known_from}
        return f"{NAMESPACE}link {encoded({key: text for key, text in link.items() if text})}"


@dataclass(frozen=True)
class Bom:
    """A whole bill of materials."""

    name: str
    """the project's, as one line; empty where it has none"""
    created: datetime.datetime
    """whole seconds, UTC"""
    items: tuple[Item, ...]
    """the project first, then its things in the order of the manifest"""
    edges: tuple[Edge, ...]
    licenses: tuple[LicenseRef, ...]
    """what licenses of the items refer to, by id"""

    @property
    def root(self) -> Item:
        """Return the project's own item."""
        return self.items[0]

    @functools.cached_property
    def made_from(self) -> dict[str, list[Edge]]:
        """Return ref -> the links whose product it is."""
        inward: dict[str, list[Edge]] = {}
        for edge in self.edges:
            inward.setdefault(edge.product, []).append(edge)
        return inward

    @property
    def outward(self) -> list[Item]:
        """Return what the document is about: the project and what leaves it."""
        return [item for item in self.items if item.kind in (ROOT, "release", "service")]

    @property
    def used(self) -> list[Item]:
        """Return what the project itself uses, by no link."""
        return [item for item in self.items if item.thing and item.thing.used_for]

    @functools.cached_property
    def uuid(self) -> uuid.UUID:
        """Return an id that is the same for the same content, and another for another."""
        items = [replace(item, thing=None) for item in self.items]  # its notes say what it is
        content = repr((self.created, items, self.edges, self.licenses))
        return uuid.uuid5(
            uuid.NAMESPACE_URL, hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
        )

    @property
    def namespace(self) -> str:
        """Return what SPDX ids begin with."""
        return f"https://spdx.org/spdxdocs/clearance-{self.uuid}"


def encoded(value: Any) -> str:
    """Return JSON text without angle brackets: it may stand inside any markup and any tag."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")
