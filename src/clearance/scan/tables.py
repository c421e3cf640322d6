"""The tables beside this file, read once: what calls, keys, commands, names and hosts mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Slot:
    """A place in a source that holds the name of something, and what the place tells about it."""

    kind: str
    how: str
    bare: bool = False
    """a bare name counts although nothing in it looks like one"""
    url: bool = False
    """only a URL counts"""
    hub: bool = False
    """the name belongs to the Hub, even if an API model is called the same"""
    zoo: str = ""
    """template of the id where the name belongs to a zoo"""
    shape: str = ""
    """pattern of names in the zoo"""
    owned: bool = False
    """only a name with an owner, an API model or a URL counts"""
    sentence: bool = False
    """bare names belong to sentence-transformers"""
    use: str = ""
    role: str = "use"
    confidence: str = "high"

    def but(self, **changes: Any) -> Slot:
        """Return the slot with some fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Call:
    """One rule of calls.yml."""

    call: str
    slot: Slot
    args: tuple[int | str, ...]
    of: tuple[str, ...] = ()
    loose: bool = False
    join: tuple[tuple[int | str, ...], ...] = ()
    needs: str = ""


@dataclass(frozen=True)
class Member:
    """One rule for modules whose members are models or data sets."""

    of: str
    slot: Slot
    member: re.Pattern[str]
    excluded: frozenset[str]
    needs: tuple[str, ...]
    absent: bool
    uncalled: bool
    parent_of: str
    strip: str


@dataclass(frozen=True)
class Command:
    """One rule of commands.yml."""

    run: tuple[str, ...]
    take: str
    slot: Slot
    flags: tuple[tuple[str, str], ...]


def either(patterns: list[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Compile alternatives into one pattern; an empty list matches nothing."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", flags)


@cache
def load(name: str) -> dict[str, Any]:
    """Return one table as plain values."""
    import yaml

    text = (files(__package__) / f"{name}.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 — both are safe
    return table


def _slot(raw: dict[str, Any], how: str) -> Slot:
    names = ("bare", "url", "hub", "zoo", "shape", "sentence", "use", "role")
    return Slot(kind=raw["kind"], how=how, **{name: raw[name] for name in names if name in raw})


@cache
def calls() -> dict[str, tuple[Call, ...]]:
    """Return the call rules by the last part of the dotted name."""
    by_name: dict[str, list[Call]] = {}
    for raw in load("calls")["calls"]:
        names = raw["call"] if isinstance(raw["call"], list) else [raw["call"]]
        for name in names:
            by_name.setdefault(name, []).append(_call(name, raw))
    return {name: tuple(rules) for name, rules in by_name.items()}


def _call(name: str, raw: dict[str, Any]) -> Call:
    return Call(
        call=name,
        slot=_slot(raw, f"call {name}"),
        args=tuple(raw["args"]),
        of=tuple(raw.get("of", ())),
        loose=bool(raw.get("loose")),
        join=tuple(tuple(group) for group in raw.get("join", ())),
        needs=raw.get("needs", ""),
    )


@cache
def members() -> dict[str, tuple[Member, ...]]:
    """Return the rules for modules whose members are models or data sets, by their package."""
    by_package: dict[str, list[Member]] = {}
    for raw in load("calls")["members"]:
        rule = _member(raw)
        by_package.setdefault(rule.of.partition(".")[0], []).append(rule)
    return {package: tuple(rules) for package, rules in by_package.items()}


def _member(raw: dict[str, Any]) -> Member:
    return Member(
        of=raw["of"],
        slot=_slot(raw, f"member of {raw['of']}"),
        member=re.compile(raw["member"]),
        excluded=frozenset(raw["except"]),
        needs=tuple(raw.get("needs", ())),
        absent=bool(raw.get("absent")),
        uncalled=bool(raw.get("uncalled")),
        parent_of=raw.get("parent_of", ""),
        strip=raw.get("strip", ""),
    )


@cache
def commands() -> tuple[Command, ...]:
    """Return the command rules, the longest first."""
    rules = [
        Command(
            run=tuple(raw["run"]),
            take=raw["take"],
            slot=_slot(raw, "command " + " ".join(raw["run"])),
            flags=tuple(raw.get("flags", {}).items()),
        )
        for raw in load("commands")["commands"]
    ]
    return tuple(sorted(rules, key=lambda rule: -len(rule.run)))
