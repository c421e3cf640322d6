"""Where a thing is had: its source as a download location, a package URL and a version."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from clearance.bom.licensing import NOASSERTION, NONE
from clearance.model import Thing
from clearance.text import clean

ADDRESS = re.compile(
    r"""
    https?://
    [A-Za-z0-9.-]+\.[A-Za-z]{2,5}     # a host with a top-level domain
    (:\d{1,5})?
    (/ [!\#-;=?-\[\]_a-z~]* )?        # printable ASCII but for <>"\^`{|}
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Location:
    """Where a thing is had."""

    download: str = NOASSERTION
    """a URL, NONE where there is nothing to download, NOASSERTION where nobody said"""
    purl: str = ""
    """empty where package URLs have no type for it"""
    version: str = ""
    """a revision, tag or commit; empty where the source names none"""


def location(thing: Thing) -> Location:
    """Return where a thing is had, by its source."""
    scheme, _, rest = thing.source.partition(":")
    locate = LOCATE.get(scheme)
    return locate(rest, thing.kind) if locate else Location()


def supplier(thing: Thing) -> str:
    """Return the account that hands a thing out; empty where its source names none."""
    scheme, _, rest = thing.source.partition(":")
    account, slash, _ = _repository(rest).partition("/")
    return clean(account) if scheme in ("hf", "github") and slash else ""


def _on_the_hub(rest: str, kind: str) -> Location:
    name, _, version = rest.partition("@")
    path = _repository(name)
    space = "spaces/" if name.startswith("spaces/") else ""
    folder = "datasets/" if kind == "dataset" else space
    return Location(
        _versioned(f"https://huggingface.co/{folder}{path}", version),
        _purl("huggingface", path, version) if kind == "model" else "",
        version,
    )


def _on_github(rest: str, _: str) -> Location:
    name, _, version = rest.partition("@")
    return Location(
        _versioned(f"https://github.com/{name}", version),
        _purl("github", name.lower(), version),
        version,
    )


def _behind_an_api(_: str, __: str) -> Location:
    return Location(NONE)  # an API's model cannot be had


def _at_an_address(rest: str, _: str) -> Location:
    return Location(rest) if ADDRESS.fullmatch(rest) else Location()


LOCATE: dict[str, Callable[[str, str], Location]] = {
    "hf": _on_the_hub,
    "github": _on_github,
    "api": _behind_an_api,
    "url": _at_an_address,
}
"""Scheme -> location for the rest of a source and the kind of its thing."""


def _repository(path: str) -> str:
    return path.removeprefix("datasets/").removeprefix("spaces/")


def _versioned(url: str, version: str) -> str:
    return f"git+{url}@{version}" if version else url


def _purl(kind: str, path: str, version: str) -> str:
    return f"pkg:{kind}/{path}" + (f"@{version}" if version else "")
