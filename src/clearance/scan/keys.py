"""What the name of a key, argument, variable, option or flag says about the value beside it."""

from __future__ import annotations

import fnmatch
import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from clearance.scan.tables import Slot, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9*]+")
_LISTING = re.compile(
    r"(^|_)"
    r"(map|maps|mapping|dict|registry|list|names|ids|urls|paths|table|zoo|by|to|2|hf|torch)"
    r"(_|$)"
)
_HIDDEN = str.maketrans("(|)", "\x01\x02\x03")
_SHOWN = str.maketrans("\x01\x02\x03", "(|)")
_NO_PLURAL = ("weights", "alias")
_NAME_FOR_RUNNER = r"[a-z][\w.-]*(/[\w.-]+)?(:[\w.-]+)?"
_DEEPEST = 5

NEVER: Final = "never"
Verdict = Slot | Literal["never"] | None
"""a slot; or that the value is no name; or that a key says nothing"""


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """Fold `modelName`, `--model-name` and `model.name` into `model_name`."""
    return _OTHER.sub("_", _CAMEL.sub("_", name.replace("GitHub", "Github")).lower()).strip("_")


@cache
def _globs(table: str, part: str = "") -> re.Pattern[str]:
    """Compile one list of keys.yml, whose patterns use `*` and `(a|b)`."""
    listed = load("keys")[table]
    patterns: list[str] = listed[part] if part else listed
    return re.compile("|".join(_translated(pattern) for pattern in patterns))


def _translated(pattern: str) -> str:
    """Translate `*` as fnmatch does, and leave alternatives, which fnmatch has not, as they are."""
    return fnmatch.translate(pattern.translate(_HIDDEN)).translate(_SHOWN)


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


@cache
def _neutral() -> frozenset[str]:
    return frozenset(load("keys")["neutral"])


def _kind_by_words(name: str) -> str:
    """Return the kind that the last word, or pair of words, of a folded name says."""
    kinds = _words()
    words = [word.rstrip("0123456789") or word for word in name.split("_")]
    pairs = ["", *("_".join(pair) for pair in pairwise(words))]
    from_the_end = zip(reversed(pairs), reversed(words), strict=True)
    return next((kinds[word] for both in from_the_end for word in both if word in kinds), "")


def neutral(name: str) -> bool:
    """Tell whether a name says that a value is one of the Hub, and not whether it is a model or a
    data set.
    """
    words = fold(name).split("_")
    pairs = ["_".join(pair) for pair in pairwise(words)]
    telling = _words().keys() & {*words, *pairs}
    return bool(telling) and telling <= _neutral()


# One name


@lru_cache(maxsize=16384)
def _own(name: str) -> Verdict:
    """Judge one folded name by itself."""
    if name.startswith("call_"):
        return _around_argument(name)
    return next((verdict for judge in _JUDGES if (verdict := judge(name)) is not None), None)


def _around_argument(name: str) -> Slot | None:
    """Judge the function around an argument: only its words speak."""
    kind = "" if "github" in name else _kind_by_words(name)
    return Slot(kind, name, confidence="medium") if kind else None


def _typed(name: str) -> Slot | None:
    matches = _globs("typed").match(name)
    return Slot("model", f"key {name}", confidence="medium") if matches else None


def _output(name: str) -> Slot | None:
    matches = _globs("outputs").match(name)
    return Slot(_model_or_dataset(name), f"key {name}", role="output") if matches else None


def _strong(name: str) -> Slot | None:
    kinds = (kind for kind in ("model", "dataset") if _globs("strong", kind).match(name))
    kind = next(kinds, None)
    return Slot(kind, f"key {name}", bare=True, use=use_of(name)) if kind else None


def _never(name: str) -> Literal["never"] | None:
    return NEVER if _globs("never").match(name) else None


def _worded(name: str) -> Slot | None:
    kind = _kind_by_words(name)
    return Slot(kind, f"key {name}", use=use_of(name), confidence="medium") if kind else None


_JUDGES: tuple[Callable[[str], Verdict], ...] = (_typed, _output, _strong, _never, _worded)
"""The first that says something counts."""


def _model_or_dataset(name: str) -> str:
    return "dataset" if "data" in name else "model"


def _announces_several(name: str) -> bool:
    """Tell whether a name announces several names: models, dataset_map, model_registry."""
    last = name.rsplit("_", 1)[-1]
    return (last.endswith("s") and last not in _NO_PLURAL) or bool(_LISTING.search(name))


def lists(name: str) -> bool:
    """Tell whether a name announces a table of models or data sets: `dataset_map`."""
    folded = fold(name)
    kind = _kind_by_words(folded.split("_2_", maxsplit=1)[0])
    return _announces_several(folded) and bool(kind) and not _never(folded)


# A path of keys


@lru_cache(maxsize=16384)
def _judge(path: tuple[str, ...]) -> Slot | None:
    """Judge a path of folded keys: by its last key, else by the keys around that."""
    if not path:
        return None
    *around, last = path
    verdict = _of_generic(last, around) if last in _generic() else _of_named(last, around)
    return verdict if isinstance(verdict, Slot) else None


def _of_named(last: str, around: Sequence[str]) -> Verdict:
    """Judge by a key of its own, or by a list around it whose keys are names."""
    verdict = _own(last)
    if verdict is None and not _is_item_of_list(around):
        verdict = _from_around(around, unknown=1)
    return verdict


def _of_generic(last: str, around: Sequence[str]) -> Verdict:
    """Judge a key such as `name` or `path` by what is around it."""
    verdict = _from_around(around, unknown=0)
    if verdict is None and "_" in last:
        verdict = _own(last)
    return verdict


def _is_item_of_list(around: Sequence[str]) -> bool:
    """Recognize a list of things with keys of their own, which is no list of names."""
    return bool(around) and around[-1] in _generic() and around[-1] not in ("choices", "options")


def _from_around(around: Sequence[str], unknown: int) -> Verdict:
    """Judge by the nearest keys that are not generic; `unknown` keys inside them say nothing."""
    for name in reversed(around):
        if name in _generic():
            continue
        verdict = _own(name)
        if isinstance(verdict, Slot):
            return NEVER if unknown and not _announces_several(name) else _inherited(verdict, name)
        unknown += 1
        if verdict == NEVER or unknown > 1:
            return NEVER
    return None


def _inherited(slot: Slot, name: str) -> Slot:
    return slot.but(bare=False, owned=name.startswith("call_"), confidence="medium")


@lru_cache(maxsize=16384)
def slot_of(path: tuple[str, ...]) -> Slot | None:
    """Return the slot at a key path (outermost key first, list positions as `-`), or None."""
    folded = tuple(fold(part) if part != "-" else part for part in path[-_DEEPEST:])
    slot = _judge(folded)
    if slot is None or not _can_be_of_runner(slot, folded[-1]):
        return slot
    template = _runner(folded)
    return slot.but(zoo=template, shape=_NAME_FOR_RUNNER) if template else slot


def _can_be_of_runner(slot: Slot, last: str) -> bool:
    return slot.kind == "model" and slot.role != "output" and not last.endswith(("-", "s"))


def _runner(folded: tuple[str, ...]) -> str:
    """Return the template of the zoo whose runner a path names; empty where it names none."""
    runners: dict[str, str] = load("keys")["runners"]
    words = [set(part.split("_")) for part in folded]
    named = (runners[name] for part in words for name in runners if name in part)
    return next(named, "")


def names_as_keys(path: Sequence[str]) -> Slot | None:
    """Return the slot for the keys of a mapping that lists names; None for other mappings."""
    name = fold(path[-1]) if path else ""
    if not _maps_names(name):
        return None
    own = _own(name)
    if isinstance(own, Slot):
        return own.but(bare=False)
    return Slot(_model_or_dataset(name), f"keys of {name}", confidence="medium")


def _maps_names(name: str) -> bool:
    listed: list[str] = load("keys")["mapping_keys"]
    return name in listed or name.endswith(("_models", "_datasets"))


def takes_many(flag: str) -> bool:
    """Tell whether a flag is followed by several names, possibly with weights between them."""
    return fold(flag) in load("keys")["many"]
