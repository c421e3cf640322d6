"""The form of a catalogue file: data classes, and the checks that every file must pass."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from clearance.files.yaml import quick
from clearance.problems import Problem, did_you_mean
from clearance.words import How, Level, LicensePart
from clearance.words import Part as PartName

KINDS = ("model", "dataset", "api-model", "code")
STATUS = ("available", "taken-down", "moved", "renamed", "deprecated")
WHY = ("", "commercial", "safety", "liability")
LINKS = (
    "base",
    "distilled_from",
    "trained_on",
    "generated_by",
    "annotated_by",
    "derived_from",
    "contains",
)
NEEDED = ("id", "kind", "name", "license")
PLAIN = ("id", "kind", "name", "task", "note")
KEYS = (
    "id",
    "kind",
    "name",
    "task",
    "source",
    "note",
    "developer",
    *LINKS,
    "ids",
    "also",
    "license",
    "was",
    "openness",
    "duties",
    "status",
    "confirmed",
    "external",
)
DATE = re.compile(r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")


@dataclass(frozen=True)
class Part:
    """How open one part of a thing is: level, reason, source, and what else one may argue."""

    name: str
    level: str
    because: str
    source: str
    """URL"""
    gated: bool = False
    why: str = ""
    """commercial, safety or liability, where the developer gives that reason for closing the part
    """
    arguable: str = ""
    """another level that the sources let one argue"""


@dataclass(frozen=True)
class Past:
    """A license that held until a day."""

    license: tuple[tuple[str, str], ...]
    until: str
    source: str


@dataclass(frozen=True)
class Entry:
    """One known model, data set, API model or code base."""

    id: str
    kind: str
    name: str
    family: str
    developer: str
    checked: str
    """the day the facts were last compared with their sources"""
    ids: tuple[str, ...] = ()
    task: str = ""
    license: tuple[tuple[str, str], ...] = ()
    """(part, license id); part is empty for the whole thing"""
    was: tuple[Past, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    """(kind of link, id, how), e.g. (base, mistralai/Mistral-7B-v0.1, finetune)"""
    openness: tuple[Part, ...] = ()
    duties: tuple[str, ...] = ()
    status: str = "available"
    note: str = ""
    confirmed: bool = True
    """False where no source could be read: the facts count as unconfirmed"""
    source: str = ""
    """URL of the source of the license"""
    external: tuple[str, ...] = ()
    """ids in links that the catalogue does not know itself"""
    place: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the canonical id and all further ids."""
        return (self.id, *self.ids)

    @property
    def license_text(self) -> str:
        """Return the licenses in one line: `llama2`, or `weights llama2, code mit`."""
        return ", ".join(f"{part} {key}" if part else key for part, key in self.license)

    def linked(self, kind: str) -> tuple[str, ...]:
        """Return the ids behind one kind of link, in the order of the file."""
        return tuple(known for link, known, _ in self.links if link == kind)


@dataclass(frozen=True)
class Family:
    """One data file."""

    name: str
    developer: str
    checked: str
    sources: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    file: str


class Reader:
    """Reads one file; every refusal names the file and the line of the entry."""

    def __init__(self, text: str, file: str) -> None:
        """Note where each entry begins."""
        self.file = file
        found = re.finditer(r"^  - id: (.+?)$", text, re.MULTILINE)
        self.lines = [text.count("\n", 0, match.start()) + 1 for match in found]
        self.where = file
        self.sources: dict[str, str] = {}

    def refuse(self, message: str, hint: str = "") -> Problem:
        """Return the Problem to raise for the entry at hand."""
        return Problem(message, where=self.where, hint=hint)

    def word(self, value: Any, allowed: tuple[str, ...], what: str) -> str:
        """Return a word of a closed list; refuse any other."""
        if value not in allowed:
            raise self.refuse(
                f'"{value}" is no {what}',
                did_you_mean(str(value), allowed) or f"one of: {', '.join(allowed)}",
            )
        return str(value)

    def text(self, value: Any, what: str) -> str:
        """Return a line of text; refuse lists and mappings."""
        if not isinstance(value, str) or "\n" in value:
            raise self.refuse(f"{what} must be one line of text")
        return value

    def date(self, value: Any, what: str) -> str:
        """Return a day written YYYY-MM-DD."""
        if not isinstance(value, str) or not DATE.match(value):
            raise self.refuse(f'{what} "{value}" is no day (YYYY-MM-DD)')
        return value

    def cited(self, value: Any, what: str) -> str:
        """Return the URL behind a source key."""
        if value not in self.sources:
            raise self.refuse(
                f'{what} cites the source "{value}", which the file does not list',
                did_you_mean(str(value), self.sources),
            )
        return self.sources[value]

    def listed(self, value: Any, what: str) -> tuple[str, ...]:
        """Return a list of texts, written as a list or as one text."""
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list):
            raise self.refuse(f"{what} must be a text or a list of texts")
        return tuple(self.text(one, what) for one in values)

    def keys(self, data: Any, allowed: tuple[str, ...], what: str) -> Mapping[str, Any]:
        """Return a mapping; refuse keys that are not allowed."""
        if not isinstance(data, dict):
            raise self.refuse(f"{what} must be a mapping")
        for key in data:
            self.word(key, allowed, f"key of {what}")
        return data

    def license(self, value: Any) -> tuple[tuple[str, str], ...]:
        """Return (part, license) pairs; one text is the license of the whole thing."""
        if isinstance(value, str):
            return (("", self.text(value, "license")),)
        parts = self.keys(value, get_args(LicensePart), "license")
        return tuple((part, self.text(one, "license")) for part, one in parts.items())

    def link(self, kind: str, value: Any) -> list[tuple[str, str, str]]:
        """Return the links of one kind: an id, a list of ids, or a mapping id -> how."""
        if isinstance(value, dict):
            return [
                (kind, known, self.word(how, get_args(How), "way of making"))
                for known, how in value.items()
            ]
        how = "finetune" if kind == "base" else ""
        return [(kind, known, how) for known in self.listed(value, kind)]

    def part(self, name: str, data: Any) -> Part:
        """Return how open one part is."""
        keys = ("level", "because", "source", "gated", "why", "arguable")
        data = self.keys(data, keys, f"openness of {name}")
        levels = get_args(Level)
        return Part(
            name=self.word(name, get_args(PartName), "part"),
            level=self.word(data.get("level"), levels, "level"),
            because=self.text(data.get("because"), f"the reason for {name}"),
            source=self.cited(data.get("source"), f"openness of {name}"),
            gated=self.word(data.get("gated", "false"), ("true", "false"), "answer to gated")
            == "true",
            why=self.word(data.get("why", ""), WHY, "reason of a developer"),
            arguable=self.word(data.get("arguable", ""), ("", *levels), "level"),
        )

    def past(self, data: Any) -> Past:
        """Return one past license."""
        data = self.keys(data, ("license", "until", "source"), "was")
        return Past(
            self.license(data.get("license")),
            self.date(data.get("until"), "until"),
            self.cited(data.get("source"), "was"),
        )

    def links(self, data: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
        """Return all links of an entry, kind by kind."""
        return tuple(link for kind in LINKS if kind in data for link in self.link(kind, data[kind]))

    def plain(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Return the lines of text that an entry takes over as they are."""
        plain = {key: self.text(data.get(key, ""), key) for key in PLAIN}
        self.word(plain["kind"], KINDS, "kind")
        return plain

    def confirmed(self, data: Mapping[str, Any], source: str) -> bool:
        """Return whether the license was read; refuse one that was and has no source."""
        answer = self.word(data.get("confirmed", "yes"), ("yes", "no"), "answer to confirmed")
        if answer == "yes" and not source:
            raise self.refuse("has no source for its license", "cite one, or say `confirmed: no`")
        return answer == "yes"

    def entry(self, data: Any, family: str, developer: str, checked: str) -> Entry:
        """Return one entry of the file."""
        data = self.keys(data, KEYS, "an entry")
        for key in NEEDED:
            if not data.get(key):
                raise self.refuse(f"has no {key}")
        plain = self.plain(data)
        source = data.get("source", "")
        confirmed = self.confirmed(data, source)
        return Entry(
            **plain,
            family=family,
            developer=self.text(data.get("developer", developer), "developer"),
            checked=checked,
            ids=self.listed(data.get("ids", []), "ids"),
            license=self.license(data["license"]),
            was=tuple(map(self.past, data.get("was", []))),
            links=self.links(data),
            openness=tuple(itertools.starmap(self.part, data.get("openness", {}).items())),
            duties=self.listed(data.get("duties", []), "duties"),
            status=self.word(data.get("status", "available"), STATUS, "status"),
            confirmed=confirmed,
            source=self.cited(source, "the license") if source else "",
            external=self.listed(data.get("external", []), "external"),
            place=self.where,
        )

    def also(self, entry: Entry, value: Any) -> list[Entry]:
        """Return the further things that share every fact of an entry: a list of ids, or id -> its
        own base.
        """
        bases = value if isinstance(value, dict) else dict.fromkeys(self.listed(value, "also"), "")
        made = []
        for known, base in bases.items():
            how = next((how for kind, _, how in entry.links if kind == "base"), "finetune")
            other = tuple(link for link in entry.links if link[0] != "base")
            links = (
                (*(("base", one, how) for one in self.listed(base, "also")), *other)
                if base
                else entry.links
            )
            made.append(
                replace(entry, id=known, ids=(), name=known.rpartition("/")[2], links=links)
            )
        return made


def joined(common: Mapping[str, Any], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an entry with what all entries of its file share; its own words replace the shared
    ones.

    Openness is replaced part by part. `-` as a value takes a shared key away.
    """
    whole = {**common, **data}
    if isinstance(common.get("openness"), dict) and isinstance(data.get("openness"), dict):
        whole["openness"] = {**common["openness"], **data["openness"]}
    return {key: value for key, value in whole.items() if value != "-"}


def read_family(text: str, file: str) -> Family:
    """Return the family in a file's text; raise Problem with file and line for what is wrong."""
    import yaml

    reader = Reader(text, file)
    try:
        data = quick(text)
    except yaml.YAMLError as error:
        raise reader.refuse(f"is not YAML: {' '.join(str(error).split())}") from None
    head = reader.keys(
        data, ("family", "developer", "checked", "sources", "common", "entries"), "the file"
    )
    common = reader.keys(
        head.get("common", {}),
        tuple(key for key in KEYS if key not in ("id", "ids", "name")),
        "common",
    )
    sources = reader.keys(head.get("sources"), tuple(head.get("sources") or ()), "sources")
    reader.sources = {key: reader.text(url, f"source {key}") for key, url in sources.items()}
    name, developer = (
        reader.text(head.get("family"), "family"),
        reader.text(head.get("developer"), "developer"),
    )
    checked = reader.date(head.get("checked"), "checked")
    items = head.get("entries")
    if not isinstance(items, list) or len(items) != len(reader.lines):
        raise reader.refuse(
            "must list its entries as `  - id: ...`, two blanks in front, the id first"
        )
    made: list[Entry] = []
    for data, line in zip(items, reader.lines, strict=True):
        reader.where = f"{file}:{line}"
        whole = joined(common, reader.keys(data, KEYS, "an entry"))
        entry = reader.entry(whole, name, developer, checked)
        made += [entry, *reader.also(entry, whole.get("also", []))]
    return Family(name, developer, checked, tuple(reader.sources.items()), tuple(made), file)
