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
_BLANK = re.compile(r"[ \t\n|]")
_LETTER = re.compile(r"[A-Za-z]")
_SERVER = re.compile(r"^[a-z_]+:")
"""the kind of server in front of a name"""
_OWNER_OF_SENTENCE_MODELS = "sentence-transformers/"
_DASHED = re.compile(r"[a-z].*-.*[a-z\d]")


@dataclass(frozen=True)
class Named:
    """What a string turned out to name."""

    kind: str
    id: str


@dataclass(frozen=True)
class _Hinted:
    """A family of names that count only in a file that speaks of the family."""

    names: re.Pattern[str]
    hint: re.Pattern[str]
    template: str
    """the id, with the name in the braces"""
    kind: str


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
def _hinted() -> tuple[_Hinted, ...]:
    rows: list[dict[str, Any]] = load("names")["hinted"]
    return tuple(
        _Hinted(
            names=re.compile(row["names"].upper() if row.get("upper") else row["names"]),
            hint=re.compile(row["hint"], re.IGNORECASE),
            template=row["id"],
            kind=row.get("kind", "model"),
        )
        for row in rows
    )


@cache
def _apis() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, either(row["names"])) for name, row in load("apis")["providers"].items())


@cache
def _prefixes() -> frozenset[str]:
    providers: dict[str, Any] = load("apis")["providers"]
    return frozenset(prefix for row in providers.values() for prefix in row["prefixes"])


@cache
def _local_prefixes() -> dict[str, str]:
    """Return what a name behind the prefix of a local server is called, by prefix."""
    prefixes: dict[str, str] = load("apis")["local_prefixes"]
    return prefixes


@lru_cache(maxsize=8192)
def provider(name: str) -> str:
    """Return the provider of an API model by its bare name, or an empty string."""
    if name != name.lower():
        return ""
    return next((provider for provider, pattern in _apis() if pattern.fullmatch(name)), "")


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Tell whether a name only shows where a real one goes."""
    return bool(_patterns("placeholders").fullmatch(text))


@lru_cache(maxsize=8192)
def is_local(text: str) -> bool:
    """Tell whether a name is a path, a MIME type or another pair around a slash."""
    return _is_path(text) or _is_below_no_owner(text) or _has_file_ending(text)


def _is_path(text: str) -> bool:
    return text[:1] in "./~\\" or "\\" in text or text.endswith("/") or text[1:2] == ":"


def _is_below_no_owner(text: str) -> bool:
    """Tell whether what stands before the first slash is never an owner: `data/`, `image/`."""
    head, _, rest = text.partition("/")
    return bool(rest and _patterns("not_owners").fullmatch(head))


def _has_file_ending(text: str) -> bool:
    stem, _, ending = text.rsplit("/", 1)[-1].rpartition(".")
    return bool(stem) and ending.lower() in _file_endings()


def is_hub_id(text: str) -> bool:
    """Tell whether a string looks like owner/name on the Hub and like nothing else."""
    if not _HUB.match(text) or _is_other_pair(text):
        return False
    owner, name = text.split("/")
    return _is_word(owner) and _is_word(name) and not _HASH.match(name)


def _is_other_pair(text: str) -> bool:
    return is_local(text) or is_placeholder(text) or bool(_SCORES.match(text))


def _is_word(part: str) -> bool:
    return len(part) > 1 and bool(_LETTER.search(part))


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


def read(text: str, slot: Slot, hints: str = "") -> Named | None:
    """Return what a string in a slot names, or None; `hints` is the text of the whole file."""
    text = unwrap(text) if len(text) <= LONGEST else ""
    if not text or _BLANK.search(text):
        return None
    if text.lower().startswith(("http://", "https://", "ftp://")):
        return _url(text, slot)
    if _BACKBONE.match(text):
        return _backbone(text, slot)
    if slot.url:
        return None
    return _zoo(text, slot) if slot.zoo else _name(text, slot, hints)


def mostly_unknown(texts: list[str], slot: Slot) -> bool:
    """Tell whether a list for data sets holds names of something else, tasks or subsets, of which a
    few look known.
    """
    bare = [text for text in texts if "/" not in text]
    if slot.kind != "dataset" or len(bare) < CROWD:
        return False
    return 2 * sum(read(text, slot) is not None for text in bare) < len(bare)


def _url(text: str, slot: Slot) -> Named | None:
    hint = slot.kind
    if hint != "model":
        hint = "" if slot.url else "dataset"  # a call that fetches says nothing of what
    answer = read_url(text, hint=hint, plain=True)
    return Named(*answer) if answer else None


def _backbone(text: str, slot: Slot) -> Named | None:
    """Read weights as OpenMMLab names them: `torchvision://resnet50`."""
    zoo, name = text.split("://")
    return Named("model", f"{zoo}:{name}") if slot.kind == "model" else None


def _zoo(text: str, slot: Slot) -> Named | None:
    """Read a name out of a zoo of its own: by the shape of its names, if it has one."""
    if slot.shape and not re.fullmatch(slot.shape, text):
        return None
    if (not slot.shape and is_placeholder(text)) or text.startswith(("/", "./", "~")):
        return None
    return Named(slot.kind, slot.zoo.format(text))


def _name(text: str, slot: Slot, hints: str) -> Named | None:
    """Read the name of an API model, an id of the Hub, or a bare name, in this order."""
    named = _owned(text, slot)
    if named or slot.owned:
        return named
    if slot.kind == "dataset":
        return _bare_dataset(text, slot)
    return _bare_model(text, slot) or _by_hint(text, hints)


def _owned(text: str, slot: Slot) -> Named | None:
    """Read the name of an API model, or an id of the Hub."""
    named = None
    if slot.kind != "dataset" and not slot.hub:
        named = Named("api-model", text) if provider(text) else _routed(text)
    if named is None and is_hub_id(text):
        named = Named(slot.kind, text)
    return named


def _routed(text: str) -> Named | None:
    """Read the `provider/model` strings of litellm and its relatives, and `provider:model` of
    LangChain.
    """
    spoken, _, named = text.partition(":")
    if spoken.lower() in _prefixes() and provider(named):
        return Named("api-model", named)
    prefix, _, rest = text.partition("/")
    prefix = prefix.lower()
    if not rest:
        return None
    if prefix in _local_prefixes():
        return _served_locally(_local_prefixes()[prefix], rest)
    return _served_by_provider(text, prefix, rest) if prefix in _prefixes() else None


def _served_locally(template: str, name: str) -> Named | None:
    if template == "{}" and not _HUB.match(name):
        return None
    return Named("model", template.format(name))


def _served_by_provider(text: str, prefix: str, rest: str) -> Named | None:
    if provider(rest):
        return Named("api-model", rest)
    served = _SERVER.sub("", rest)
    if prefix == "openai" and "/" in served:  # behind a server that speaks the same protocol
        return Named("model", served) if is_hub_id(served) else None
    _, slash, tail = rest.partition("/")
    if not slash or is_placeholder(rest):
        return None
    return Named("api-model", tail if provider(tail) else text)


def _is_bare(text: str) -> bool:
    """Tell whether a text may be a name without an owner."""
    return bool(_BARE.match(text)) and not is_local(text) and not is_placeholder(text)


def _bare_dataset(text: str, slot: Slot) -> Named | None:
    if not _is_bare(text) or text.lower() in _builders():
        return None
    if slot.bare and not _patterns("not_datasets").fullmatch(text):
        return Named("dataset", text)
    return Named("dataset", text) if _is_known_dataset(text) else None


def _is_known_dataset(text: str) -> bool:
    return text == text.lower() and bool(_patterns("bare_datasets").fullmatch(text))


def _bare_model(text: str, slot: Slot) -> Named | None:
    if not _is_bare(text):
        return None
    known = bool(_patterns("bare_models").fullmatch(text))
    if slot.sentence and (known or _DASHED.search(text)):
        return Named("model", text if _is_whole(text) else _OWNER_OF_SENTENCE_MODELS + text)
    if known and _patterns("sentence_models").fullmatch(text):
        return Named("model", _OWNER_OF_SENTENCE_MODELS + text)
    return Named("model", text) if known else None


def _is_whole(text: str) -> bool:
    """Tell whether the library of sentence models takes a name as it is."""
    return bool(re.fullmatch(load("names")["plain_sentence_models"], text, re.IGNORECASE))


def _by_hint(text: str, hints: str) -> Named | None:
    for family in _hinted():
        if family.names.fullmatch(text) and family.hint.search(hints):
            return Named(family.kind, family.template.format(text))
    return None
