"""Says what the name of a key, argument, variable, option or flag tells about the value beside it."""

from __future__ import annotations

import fnmatch
import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from clearance.scan.tables import Slot, load

if TYPE_CHECKING:
    from collections.abc import Sequence

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LISTING = re.compile(
    r"(^|_)(map|maps|mapping|dict|registry|list|names|ids|urls|paths|table|zoo|by|to|2|hf|torch)(_|$)"
)
_OTHER = re.compile(r"[^a-z0-9*]+")


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """Fold `modelName`, `--model-name` and `model.name` into `model_name`."""
    return _OTHER.sub("_", _CAMEL.sub("_", name.replace("GitHub", "Github")).lower()).strip("_")


@cache
def _globs(table: str, part: str = "") -> re.Pattern[str]:
    raw = load("keys")[table]
    patterns = raw[part] if part else raw
    rows: list[str] = []
    for pattern in patterns:
        # fnmatch has no alternatives; the table uses (a|b)
        escaped = fnmatch.translate(
            pattern.replace("(", "\x01").replace(")", "\x02").replace("|", "\x03")
        )
        for mark, real in (("\x01", "("), ("\x02", ")"), ("\x03", "|")):
            escaped = escaped.replace("\\" + mark, real).replace(mark, real)
        rows.append(escaped)
    return re.compile("|".join(rows))


@cache
def _words() -> dict[str, str]:
    table: dict[str, list[str]] = load("keys")["words"]
    return {word: kind for kind, words in table.items() for word in words}


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("keys")["generic"])


@lru_cache(maxsize=8192)
def use_of(name: str) -> str:
    """Return what a name says about the use: evaluate, generate, finetune or nothing."""
    words = set(re.split(r"[^a-z0-9]+", name.lower()))
    table: dict[str, list[str]] = load("keys")["uses"]
    return next((use for use, tokens in table.items() if words & set(tokens)), "")


def _by_words(name: str) -> str:
    table = _words()
    parts = [part.rstrip("0123456789") or part for part in name.split("_")]
    for at in range(len(parts) - 1, -1, -1):
        if at and f"{parts[at - 1]}_{parts[at]}" in table:
            return table[f"{parts[at - 1]}_{parts[at]}"]
        if parts[at] in table:
            return table[parts[at]]
    return ""


def neutral(name: str) -> bool:
    """Tell whether a name says that a value is one of the Hub, and not whether it is a model or a
    data set.
    """
    table: list[str] = load("keys")["neutral"]
    parts = fold(name).split("_")
    pairs = {f"{one}_{two}" for one, two in pairwise(parts)}
    told = [word for word in (*parts, *pairs) if word in _words()]
    return bool(told) and all(word in table for word in told)


@lru_cache(maxsize=16384)
def _own(name: str) -> Slot | str | None:
    """Judge one folded name: a slot, "never", or None where it says nothing."""
    if name.startswith("call_"):  # the function around an argument: only its words speak
        kind = "" if "github" in name else _by_words(name)
        return Slot(kind, name, confidence="medium") if kind else None
    if _globs("typed").match(name):
        return Slot("model", f"key {name}", confidence="medium")
    if _globs("outputs").match(name):
        return Slot("dataset" if "data" in name else "model", f"key {name}", role="output")
    for kind in ("model", "dataset"):
        if _globs("strong", kind).match(name):
            return Slot(kind, f"key {name}", bare=True, use=use_of(name))
    if _globs("never").match(name):
        return "never"
    kind = _by_words(name)
    return Slot(kind, f"key {name}", use=use_of(name), confidence="medium") if kind else None


def _listing(name: str) -> bool:
    """Tell whether a name announces several names: models, dataset_map, model_registry."""
    last = name.rsplit("_", 1)[-1]
    return (last.endswith("s") and last not in ("weights", "alias")) or bool(_LISTING.search(name))


def lists(name: str) -> bool:
    """Tell whether a name announces a table of models or data sets: `model_2_path`, `dataset_map`."""
    folded = fold(name)
    return (
        _listing(folded)
        and bool(_by_words(folded.split("_2_", maxsplit=1)[0]))
        and not _globs("never").match(folded)
    )


@lru_cache(maxsize=16384)
def _judge(path: tuple[str, ...]) -> Slot | None:
    if not path:
        return None
    last = path[-1]
    own = None if last in _generic() else _own(last)
    if own is not None:
        return own if isinstance(own, Slot) else None
    unknown = 0 if last in _generic() else 1
    if (
        unknown
        and len(path) > 1
        and path[-2] in _generic()
        and path[-2] not in ("choices", "options")
    ):
        return None  # a list of things with keys of their own, not a list of names
    for name in reversed(path[:-1]):
        if name in _generic():
            continue
        above = _own(name)
        if isinstance(above, Slot):
            good = not unknown or _listing(name)
            return (
                above.but(bare=False, owned=name.startswith("call_"), confidence="medium")
                if good
                else None
            )
        unknown += 1
        if above == "never" or unknown > 1:
            return None
    alone = _own(last) if last in _generic() and "_" in last else None
    return alone if isinstance(alone, Slot) else None


@lru_cache(maxsize=16384)
def slot_of(path: tuple[str, ...]) -> Slot | None:
    """Return the slot at a key path (outermost key first, list positions as `-`), or None."""
    folded = tuple(fold(part) if part != "-" else part for part in path[-5:])
    slot = _judge(folded)
    if slot is None or slot.role == "output":
        return slot
    runners: dict[str, str] = load("keys")["runners"]
    for part in folded:
        for runner, template in runners.items():
            if (
                runner in part.split("_")
                and slot.kind == "model"
                and folded[-1] != "-"
                and not folded[-1].endswith("s")
            ):
                return slot.but(zoo=template, shape=r"[a-z][\w.-]*(/[\w.-]+)?(:[\w.-]+)?")
    return slot


def names_as_keys(path: Sequence[str]) -> Slot | None:
    """Return the slot for the keys of a mapping that lists names, or None for an ordinary mapping."""
    if not path:
        return None
    name = fold(path[-1])
    table: list[str] = load("keys")["mapping_keys"]
    if name in table or name.endswith(("_models", "_datasets")):
        own = _own(name)
        if isinstance(own, Slot):
            return own.but(bare=False)
        return Slot(
            "dataset" if "data" in name else "model", f"keys of {name}", confidence="medium"
        )
    return None


def takes_many(flag: str) -> bool:
    """Tell whether a flag is followed by several names, possibly with weights between them."""
    return fold(flag) in load("keys")["many"]
