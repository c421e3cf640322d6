"""Tells URLs of models and data sets from all other URLs."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote

from clearance.scan.tables import either, load

_URL = re.compile(r"^(?:https?|ftp)://([^/?#\s]+)(/[^?#\s]*)?(\?[^#\s]*)?(#\S*)?$", re.IGNORECASE)
_HUB = re.compile(r"^(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)$", re.IGNORECASE)
_OWNER = re.compile(r"^[A-Za-z0-9][\w.-]*$")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico|mp4|wav|mp3|html|css|js)$", re.IGNORECASE)
_SHARED = re.compile(r"/(?:f|s|d)/[0-9A-Za-z]{10,}(?:/download|/?\?dl=1)/?$")
"""a file that somebody shares from a private cloud"""
_LEGACY = re.compile(
    r"models\.huggingface\.co/bert/(?:([\w.-]+)/)?([\w.-]+?)-(?:pytorch_model\.bin|tf_model\.h5|config\.json|vocab\.\w+|merges\.txt|spiece\.model|sentencepiece[\w.]*|modelcard\.json|tokenizer\.json)$"
)


@cache
def _rules() -> tuple[
    frozenset[str],
    frozenset[str],
    frozenset[str],
    re.Pattern[str],
    re.Pattern[str],
    re.Pattern[str],
    frozenset[str],
    frozenset[str],
]:
    table = load("urls")
    flags = re.IGNORECASE
    return (
        frozenset(table["weights"]),
        frozenset(table["data"]),
        frozenset(table["archives"]),
        re.compile(table["weights_words"], flags),
        re.compile(table["data_words"], flags),
        either(table["never"]),
        frozenset(table["hub_pages"]),
        frozenset(table["either"]),
    )


@cache
def _vectors() -> re.Pattern[str]:
    return re.compile(load("urls")["vector_words"], re.IGNORECASE)


def _hub(path: str, *, plain: bool) -> tuple[str, str] | None:
    parts = [unquote(part) for part in path.split("/") if part]
    kind = "model"
    if parts and parts[0] == "api":
        parts = parts[1:]
        if parts[:1] == ["models"]:
            parts = parts[1:]
    if parts and parts[0] == "datasets":
        kind, parts = "dataset", parts[1:]
    if not parts or (kind == "model" and parts[0].lower() in _rules()[6]):
        return None
    if _PICTURE.search(path):
        return None
    fetched = next(
        (at for at, part in enumerate(parts[:3]) if part in ("resolve", "blob", "raw", "tree")), 0
    )
    if fetched:
        parts, plain = parts[:fetched], True
    elif len(parts) > 2 or (len(parts) < 2 and kind == "model"):
        return None
    name = "/".join(part.removesuffix(".git") for part in parts)
    return (kind, name) if plain and all(_OWNER.match(part) for part in parts) else None


def _endings(path: str) -> list[str]:
    last = unquote(path).rsplit("/", 1)[-1].lower()
    parts = last.split(".")[1:]
    return list(reversed(parts[-2:]))


def _by_ending(url: str, path: str, hint: str) -> str:
    weights, data, archives, weights_words, data_words, _never, _pages, both = _rules()
    endings = _endings(path)
    if not endings:
        return ""
    packed = endings[0] in archives or endings[0] in ("gz", "bz2", "xz", "zst")
    first = endings[1] if packed and len(endings) > 1 and endings[1] != "tar" else endings[0]
    if first in weights:
        if (
            hint != "model"
            and "/datasets/" in path
            and not weights_words.search(path.rsplit("/", 1)[-1])
        ):
            return "dataset"
        if first in both and data_words.search(path) and not weights_words.search(path):
            return "dataset"
        return (
            "dataset"
            if hint == "dataset" and data_words.search(url) and not weights_words.search(url)
            else "model"
        )
    if packed or first in data:
        told = (weights_words if packed else _vectors()).search(url) or (packed and hint == "model")
        return "model" if told and not data_words.search(url.rsplit("/", 1)[-1]) else "dataset"
    return ""


def _github(url: str, path: str, kind: str) -> tuple[str, str] | None:
    parts = [part for part in path.split("/") if part]
    if len(parts) < 4:
        return None
    return kind, f"https://github.com/{parts[0]}/{parts[1]}" if url.endswith("?") else url


def _drive(url: str, hint: str, path: str, query: str) -> tuple[str, str] | None:
    if not re.search(r"/(file/d|drive/folders|drive/u/\d/folders)/|[?&]id=", path + query):
        return None
    return (hint or "dataset", url)


def read_url(url: str, *, hint: str = "", plain: bool = True) -> tuple[str, str] | None:
    """Return kind and id of a URL of weights or data, None for any other.

    `hint` is what the place asks for where the URL itself does not tell; `plain` accepts the page
    of a Hub model too.
    """
    match = _URL.match(url)
    if not match or any(mark in url for mark in "<>{}$*"):
        return None
    host, path, query = match.group(1).lower(), match.group(2) or "", match.group(3) or ""
    if _HUB.match(host):
        return _hub(path, plain=plain)
    bare = host + path
    legacy = _LEGACY.search(bare)
    if legacy:
        return "model", "/".join(part for part in legacy.groups() if part)
    if host.endswith("tfhub.dev") and path.count("/") >= 2:
        return "model", url
    if host in ("drive.google.com", "docs.google.com"):
        return _drive(url, hint, path, query) if plain else None
    if host in ("www.kaggle.com", "kaggle.com"):
        found = re.match(r"/(?:datasets/|competitions/|c/)?([\w-]+/)?([\w-]+)/?(data)?$", path)
        return ("dataset", url) if plain and found and (path.count("/") > 1) else None
    if _rules()[5].search(bare):
        return None
    if plain and _SHARED.search(path + query):
        return hint or "dataset", url
    kind = _by_ending(url, path, hint)
    if not kind:
        return None
    if host in (
        "github.com",
        "raw.githubusercontent.com",
        "media.githubusercontent.com",
        "www.github.com",
    ):
        return _github(url, path, kind)
    return kind, url
