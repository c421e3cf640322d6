"""Says what a string is: a Hub id, an API model, a URL of weights or data, a zoo name, or nothing
of the kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from clearance.scan.tables import Slot, either, load
from clearance.scan.urls import read_url

LONGEST = 300
CROWD = 4
_HUB = re.compile(r"^[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95}$")
_BARE = re.compile(r"^[A-Za-z][\w.-]{1,95}$")
_WRAPPED = re.compile(r"^\$\{[^{}]*?(?::-|:|,|\s)\s*['\"]?([^{}'\"]*)['\"]?\}$")
_REVISION = re.compile(r"@(?:[0-9a-f]{7,40}|main|master|v\d[\w.]*|refs/[\w/]+)$")
_SCHEME = re.compile(
    r"^(?:hf|huggingface|hf-hub|hf_hub)(?:://|:)(?:datasets/|models/)?", re.IGNORECASE
)
_SCORES = re.compile(r"^[\d./-]+$|^\d+/\d+|^\d{1,4}[/-]\d|^v?\d+(\.\d+)+$")
_BACKBONE = re.compile(r"^(torchvision|open-mmlab|mmcls|mmpretrain)://([\w./-]+)$")
"""weights as OpenMMLab names them"""
_HASH = re.compile(r"^[0-9a-f]{32,64}$")


@dataclass(frozen=True)
class Named:
    """What a string turned out to name."""

    kind: str
    id: str


@cache
def _patterns(key: str) -> re.Pattern[str]:
    return either(load("names")[key])


@cache
def _builders() -> frozenset[str]:
    return frozenset(load("names")["builders"])


@cache
def _file_endings() -> frozenset[str]:
    return frozenset(load("names")["file_endings"])


@cache
def _hinted() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str, str], ...]:
    rows: list[dict[str, Any]] = load("names")["hinted"]
    return tuple(
        (
            re.compile(row["names"].upper() if row.get("upper") else row["names"]),
            re.compile(row["hint"], re.IGNORECASE),
            row["id"],
            row.get("kind", "model"),
        )
        for row in rows
    )


@cache
def _apis() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, either(row["names"])) for name, row in load("apis")["providers"].items())


@cache
def _prefixes() -> dict[str, str]:
    return {
        prefix: name
        for name, row in load("apis")["providers"].items()
        for prefix in row["prefixes"]
    }


@lru_cache(maxsize=8192)
def provider(name: str) -> str:
    """Return the provider of an API model by its bare name, or an empty string."""
    if name != name.lower():
        return ""
    return next((provider for provider, pattern in _apis() if pattern.fullmatch(name)), "")


def _routed(text: str) -> Named | None:
    """Read the `provider/model` strings of litellm and its relatives, and `provider:model` of
    LangChain.
    """
    spoken, _, named = text.partition(":")
    if spoken.lower() in _prefixes() and provider(named):
        return Named("api-model", named)
    head, _, rest = text.partition("/")
    low = head.lower()
    local: dict[str, str] = load("apis")["local_prefixes"]
    if low in local and rest:
        ours = local[low].format(rest)
        return Named("model", ours) if local[low] != "{}" or _HUB.match(rest) else None
    if low not in _prefixes() or not rest:
        return None
    if provider(rest):
        return Named("api-model", rest)
    served = re.sub(r"^[a-z_]+:", "", rest)
    if low == "openai" and "/" in served:  # behind a server that speaks the same protocol
        return Named("model", served) if is_hub_id(served) else None
    if "/" in rest and not is_placeholder(rest):
        tail = rest.split("/", 1)[1]
        return Named("api-model", tail if provider(tail) else text)
    return None


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Tell whether a name only shows where a real one goes."""
    return bool(_patterns("placeholders").fullmatch(text))


@lru_cache(maxsize=8192)
def is_local(text: str) -> bool:
    """Tell whether a name is a path, a MIME type or another pair around a slash."""
    if text[:1] in "./~\\" or "\\" in text or text.endswith("/") or text[1:2] == ":":
        return True
    head, _, rest = text.partition("/")
    if rest and _patterns("not_owners").fullmatch(head):
        return True
    ending = text.rsplit("/", 1)[-1].rpartition(".")
    return bool(ending[0]) and (ending[2].lower() in _file_endings())


def is_hub_id(text: str) -> bool:
    """Tell whether a string looks like owner/name on the Hub and like nothing else."""
    if not _HUB.match(text) or is_local(text) or is_placeholder(text) or _SCORES.match(text):
        return False
    owner, name = text.split("/")
    if _HASH.match(name):
        return False
    return (
        len(name) > 1
        and len(owner) > 1
        and bool(re.search(r"[A-Za-z]", owner))
        and bool(re.search(r"[A-Za-z]", name))
    )


def unwrap(text: str) -> str:
    """Return the name inside `${ENV:name}`, `hf://name`, `name@revision` and quotes."""
    text = text.strip().strip("\"'`")
    wrapped = _WRAPPED.match(text)
    if wrapped:
        text = wrapped.group(1).strip()
    text = _REVISION.sub("", text)
    if "://" in text and not text.lower().startswith(("hf:", "huggingface:")):
        return text
    return _SCHEME.sub("", text)


def _bare(text: str, slot: Slot) -> Named | None:
    if slot.owned or not _BARE.match(text) or is_local(text) or is_placeholder(text):
        return None
    if slot.kind == "dataset":
        known = text == text.lower() and bool(_patterns("bare_datasets").fullmatch(text))
        good = known or (slot.bare and not _patterns("not_datasets").fullmatch(text))
        return Named("dataset", text) if good and text.lower() not in _builders() else None
    known = bool(_patterns("bare_models").fullmatch(text))
    if slot.sentence and (known or re.search(r"[a-z].*-.*[a-z\d]", text)):
        plain = re.fullmatch(load("names")["plain_sentence_models"], text, re.IGNORECASE)
        return Named("model", text if plain else f"sentence-transformers/{text}")
    if known and _patterns("sentence_models").fullmatch(text):
        return Named("model", f"sentence-transformers/{text}")
    return Named("model", text) if known else None


def _zoo(text: str, slot: Slot) -> Named | None:
    if slot.shape and not re.fullmatch(slot.shape, text):
        return None
    if (not slot.shape and is_placeholder(text)) or text.startswith(("/", "./", "~")):
        return None
    return Named(slot.kind, slot.zoo.format(text))


def read(text: str, slot: Slot, hints: str = "") -> Named | None:
    """Return what a string in a slot names, or None; `hints` is the text of the whole file."""
    if not text or len(text) > LONGEST:
        return None
    text = unwrap(text)
    if not text or any(blank in text for blank in " \t\n|"):
        return None
    if text.lower().startswith(("http://", "https://", "ftp://")):
        hint = (
            "model" if slot.kind == "model" else "" if slot.url else "dataset"
        )  # a call that fetches says nothing of what
        found = read_url(text, hint=hint, plain=True)
        return Named(*found) if found else None
    backbone = _BACKBONE.match(text)
    if backbone:
        return (
            Named("model", f"{backbone.group(1)}:{backbone.group(2)}")
            if slot.kind == "model"
            else None
        )
    if slot.url:
        return None
    if slot.zoo:
        return _zoo(text, slot)
    return _name(text, slot, hints)


def mostly_unknown(texts: list[str], slot: Slot) -> bool:
    """Tell whether a list for data sets holds names of something else, tasks or subsets, of which a
    few look known.
    """
    bare = [text for text in texts if "/" not in text]
    return (
        slot.kind == "dataset"
        and len(bare) >= CROWD
        and 2 * sum(read(text, slot) is not None for text in bare) < len(bare)
    )


def _name(text: str, slot: Slot, hints: str) -> Named | None:
    if slot.kind != "dataset" and not slot.hub:
        if provider(text):
            return Named("api-model", text)
        routed = _routed(text)
        if routed:
            return routed
    if is_hub_id(text):
        return Named(slot.kind, text)
    bare = _bare(text, slot)
    if bare or slot.kind == "dataset" or slot.owned:
        return bare
    for pattern, hint, template, kind in _hinted():
        if pattern.fullmatch(text) and hint.search(hints):
            return Named(kind, template.format(text))
    return None
