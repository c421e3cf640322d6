"""Tells URLs of models and data sets from all other URLs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from clearance.scan.tables import either, load

if TYPE_CHECKING:
    from collections.abc import Callable

_URL = re.compile(r"^(?:https?|ftp)://([^/?#\s]+)(/[^?#\s]*)?(\?[^#\s]*)?(#\S*)?$", re.IGNORECASE)
_TEMPLATE = re.compile(r"[<>{}$*]")
"""signs that a URL still has to be filled in"""
_HUB = re.compile(r"^(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)(?:/|$)", re.IGNORECASE)
_TENSORFLOW_HUB = re.compile(r"^[^/]*tfhub\.dev/[^/]*/")
_DRIVE = re.compile(r"^(?:drive|docs)\.google\.com(?:/|$)")
_KAGGLE = re.compile(r"^(?:www\.)?kaggle\.com(?:/|$)")
_OWNER = re.compile(r"^[A-Za-z0-9][\w.-]*$")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico|mp4|wav|mp3|html|css|js)$", re.IGNORECASE)
_SHARED = re.compile(r"/(?:f|s|d)/[0-9A-Za-z]{10,}(?:/download|/?\?dl=1)/?$")
"""a file that somebody shares from a private cloud"""
_DRIVE_FILE = re.compile(r"/(file/d|drive/folders|drive/u/\d/folders)/|[?&]id=")
_KAGGLE_DATA = re.compile(r"/(?:datasets/|competitions/|c/)?([\w-]+/)?([\w-]+)/?(data)?$")
_LEGACY_FILES = (
    r"pytorch_model\.bin",
    r"tf_model\.h5",
    r"config\.json",
    r"vocab\.\w+",
    r"merges\.txt",
    r"spiece\.model",
    r"sentencepiece[\w.]*",
    r"modelcard\.json",
    r"tokenizer\.json",
)
_LEGACY = re.compile(
    rf"models\.huggingface\.co/bert/(?:([\w.-]+)/)?([\w.-]+?)-(?:{'|'.join(_LEGACY_FILES)})$"
)
_HUB_VIEWS = ("resolve", "blob", "raw", "tree")
_GITHUB = frozenset(
    {"github.com", "raw.githubusercontent.com", "media.githubusercontent.com", "www.github.com"}
)
_COMPRESSED = frozenset({"gz", "bz2", "xz", "zst"})


@dataclass(frozen=True)
class _Rules:
    """The table urls.yml."""

    weights: frozenset[str]
    data: frozenset[str]
    packed: frozenset[str]
    """endings of archives and of compressed files"""
    either: frozenset[str]
    """endings of weights that data have just as often"""
    weights_words: re.Pattern[str]
    vector_words: re.Pattern[str]
    data_words: re.Pattern[str]
    never: re.Pattern[str]
    hub_pages: frozenset[str]
    """first parts of paths on the Hub that are no owners"""


@dataclass(frozen=True)
class _Address:
    """A URL in its parts, and what its place tells about it."""

    url: str
    host: str
    """in lower case"""
    path: str
    query: str
    """with its question mark"""
    hint: str
    """model, dataset, or empty where the place does not tell"""
    plain: bool
    """a mere page counts, not only a file"""

    @property
    def bare(self) -> str:
        """Return host and path."""
        return self.host + self.path

    @property
    def or_data(self) -> tuple[str, str]:
        """Return the URL as what the place asks for, else as a data set."""
        return self.hint or "dataset", self.url


@cache
def _rules() -> _Rules:
    table = load("urls")
    return _Rules(
        weights=frozenset(table["weights"]),
        data=frozenset(table["data"]),
        packed=frozenset(table["archives"]) | _COMPRESSED,
        either=frozenset(table["either"]),
        weights_words=re.compile(table["weights_words"], re.IGNORECASE),
        vector_words=re.compile(table["vector_words"], re.IGNORECASE),
        data_words=re.compile(table["data_words"], re.IGNORECASE),
        never=either(table["never"]),
        hub_pages=frozenset(table["hub_pages"]),
    )


def read_url(url: str, *, hint: str = "", plain: bool = True) -> tuple[str, str] | None:
    """Return kind and id of a URL of weights or data, None for any other.

    `hint` is what the place asks for where the URL itself does not tell; `plain` accepts the page
    of a Hub model too.
    """
    match = _URL.match(url)
    if not match or _TEMPLATE.search(url):
        return None
    host, path, query, _fragment = match.groups(default="")
    address = _Address(url, host.lower(), path, query, hint, plain)
    bare = address.bare
    for site, reader in _SITES:
        if site.search(bare):
            return reader(address)
    return _file(address)


def _hub(address: _Address) -> tuple[str, str] | None:
    kind, parts = _on_hub(address.path)
    repository = _repository(kind, parts, plain=address.plain)
    if not repository or _is_hub_page(kind, parts[0]) or _PICTURE.search(address.path):
        return None
    if not all(map(_OWNER.match, repository)):
        return None
    return kind, "/".join(part.removesuffix(".git") for part in repository)


def _on_hub(path: str) -> tuple[str, list[str]]:
    """Return what a path on the Hub leads to, and the parts of the path below that."""
    parts = [unquote(part) for part in path.split("/") if part]
    if parts[:1] == ["api"]:
        parts = parts[2:] if parts[1:2] == ["models"] else parts[1:]
    return ("dataset", parts[1:]) if parts[:1] == ["datasets"] else ("model", parts)


def _is_hub_page(kind: str, first: str) -> bool:
    return kind == "model" and first.lower() in _rules().hub_pages


def _repository(kind: str, parts: list[str], *, plain: bool) -> list[str]:
    """Return owner and name of a repository, or of that of a file; empty where there is none."""
    view = next((at for at, part in enumerate(parts[:3]) if part in _HUB_VIEWS), 0)
    if view:
        return parts[:view]
    is_page = len(parts) == 2 or (kind == "dataset" and len(parts) == 1)
    return parts if plain and is_page else []


def _legacy(address: _Address) -> tuple[str, str] | None:
    """Read a file of a model where the Hub had them before it had repositories."""
    match = _LEGACY.search(address.bare)
    return ("model", "/".join(part for part in match.groups() if part)) if match else None


def _tensorflow_hub(address: _Address) -> tuple[str, str] | None:
    return "model", address.url


def _drive(address: _Address) -> tuple[str, str] | None:
    is_file = address.plain and _DRIVE_FILE.search(address.path + address.query)
    return address.or_data if is_file else None


def _kaggle(address: _Address) -> tuple[str, str] | None:
    is_data = address.plain and address.path.count("/") > 1 and _KAGGLE_DATA.match(address.path)
    return ("dataset", address.url) if is_data else None


_SITES: tuple[tuple[re.Pattern[str], Callable[[_Address], tuple[str, str] | None]], ...] = (
    (_HUB, _hub),
    (_LEGACY, _legacy),
    (_TENSORFLOW_HUB, _tensorflow_hub),
    (_DRIVE, _drive),
    (_KAGGLE, _kaggle),
)
"""host and path of sites whose URLs tell by themselves; the first that fits decides"""


def _file(address: _Address) -> tuple[str, str] | None:
    """Read the URL of a file anywhere else."""
    if _rules().never.search(address.bare):
        return None
    if address.plain and _SHARED.search(address.path + address.query):
        return address.or_data
    kind = _kind_of_file(address)
    if kind and address.host in _GITHUB:
        return _github(address, kind)
    return (kind, address.url) if kind else None


def _github(address: _Address, kind: str) -> tuple[str, str] | None:
    parts = [part for part in address.path.split("/") if part]
    if len(parts) < 4:
        return None
    repository = f"https://github.com/{parts[0]}/{parts[1]}"
    return kind, repository if address.url.endswith("?") else address.url


def _kind_of_file(address: _Address) -> str:
    """Return what a file is by its ending and the words in its URL, empty where neither tells."""
    rules = _rules()
    ending, is_packed = _ending(address.path)
    if ending in rules.weights:
        return "dataset" if _is_data_after_all(address, ending) else "model"
    if is_packed or ending in rules.data:
        return "model" if _is_model_after_all(address, is_packed=is_packed) else "dataset"
    return ""


def _ending(path: str) -> tuple[str, bool]:
    """Return the ending that tells of what is in a file, and whether the file is packed."""
    endings = ["", *unquote(path).rsplit("/", 1)[-1].lower().split(".")[1:]][-2:]
    last, inner = endings[-1], endings[0]
    is_packed = last in _rules().packed
    return (inner if is_packed and inner not in ("", "tar") else last), is_packed


def _is_model_after_all(address: _Address, *, is_packed: bool) -> bool:
    """Tell whether a file with an ending of archives or data is one of a model."""
    rules = _rules()
    if rules.data_words.search(address.url.rsplit("/", 1)[-1]):
        return False
    if is_packed and address.hint == "model":
        return True
    words = rules.weights_words if is_packed else rules.vector_words
    return bool(words.search(address.url))


def _is_data_after_all(address: _Address, ending: str) -> bool:
    """Tell whether a file with an ending of weights is one of data."""
    return (
        _is_in_data_folder(address)
        or (ending in _rules().either and _speaks_of_data(address.path))
        or (address.hint == "dataset" and _speaks_of_data(address.url))
    )


def _is_in_data_folder(address: _Address) -> bool:
    """Tell whether a file is below `datasets/`, and neither name nor place speak of a model."""
    if address.hint == "model" or "/datasets/" not in address.path:
        return False
    return not _rules().weights_words.search(address.path.rsplit("/", 1)[-1])


def _speaks_of_data(text: str) -> bool:
    """Tell whether the words of a text are those of data, and of data only."""
    rules = _rules()
    return bool(rules.data_words.search(text)) and not rules.weights_words.search(text)
