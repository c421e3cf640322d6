"""What the readers share: versions and types checked, our notes, and what a component of others
is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clearance.bom.neutral import NAMESPACE
from clearance.bom.read.part import Relation
from clearance.problems import Problem
from clearance.text import clean

SCHEME = {
    "huggingface": "hf",
    "huggingface.co": "hf",
    "github": "github",
    "github.com": "github",
}
"""Type of a package URL, or host of a download location -> scheme of the manifest's sources."""
PURL = re.compile(
    r"""
    pkg:(?P<host>huggingface|github)/
    (?P<name>[\w.-]+/[\w.-]+)
    (?:@(?P<revision>[\w./-]+))?
    (?:[?#].*)?
    """,
    re.VERBOSE,
)
PLACE = re.compile(
    r"""
    (?:git\+)?https://(?P<host>huggingface\.co|github\.com)/
    (?:datasets/|spaces/)?
    (?P<name>[\w.-]+(?:/[\w.-]+)?)
    (?:@(?P<revision>[\w./-]+))?
    /?
    """,
    re.VERBOSE,
)
HUB_MODEL = re.compile(r"//huggingface\.co/(?!spaces/)")


@dataclass(frozen=True)
class Meaning:
    """What a relationship of a format says in words of the manifest."""

    link: str
    """see Relation"""
    turned: bool = False
    """whether it runs from the object to the product"""


NO_LINK = Meaning("-")


def related(meaning: Meaning, start: str, end: str) -> Relation:
    """Return the relation from `start` to `end` as product and object."""
    product, part = (end, start) if meaning.turned else (start, end)
    return Relation(product, meaning.link, part)


def refuse_version(name: str, version: Any, versions: tuple[str, ...], shown: str) -> None:
    """Raise Problem for a version of a format that is not among those that are read."""
    if version not in versions:
        raise Problem(
            f"is {name} of version {version!r}; read are {', '.join(versions)}", where=shown
        )


def checked(data: Any, schema: dict[str, Any], shown: str) -> None:
    """Raise Problem with the path of the first thing that a schema refuses."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is not None:
        at = ".".join(map(str, error.absolute_path)) or "the document"
        raise Problem(f"{clean(at)}: {clean(error.message)[:200]}", where=shown)


def refuse_dangling(relation: str, end: str, ids: set[str], shown: str) -> None:
    """Raise Problem where an end of a relation is no id of the document: what it leads to would be
    left unjudged and unsaid.
    """
    if end not in ids:
        raise Problem(
            f'{clean(relation)} leads to "{clean(end)}", which the document does not hold',
            where=shown,
        )


def note(comment: str) -> dict[str, Any]:
    """Return {key: value} of an annotation of ours ("clearance:KEY JSON"); empty for others."""
    ours = re.match(re.escape(NAMESPACE) + r"([a-z-]+) ", comment)
    return value(ours[1], comment[ours.end() :]) if ours else {}


def value(key: str, text: str) -> dict[str, Any]:
    """Return {key: value} of JSON text; empty where it is none."""
    try:
        return {key: json.loads(text)}
    except (ValueError, RecursionError):
        return {}


def named(license_: str, names: dict[str, str]) -> str:
    """Return a license by the name that the document gives a reference; SPDX ids, ScanCode's
    references and expressions stay.
    """
    name = names.get(license_, "")
    return name if name and not license_.startswith("LicenseRef-scancode") else license_


def source_of(where: str, purls: Iterable[str]) -> str:
    """Return a source of the manifest's closed list for a download location and package URLs; empty
    where none fits.
    """
    sources = (_source(match) for match in map(PURL.fullmatch, purls) if match)
    return next(sources, "") or _source_of_place(where)


def _source_of_place(where: str) -> str:
    match = PLACE.fullmatch(where)
    # one name alone is an old model of the Hub, but only an account on GitHub
    if match and (match["host"] == "huggingface.co" or "/" in match["name"]):
        return _source(match, ending=".git")
    return f"url:{where}" if re.fullmatch(r"https?://\S+", where) else ""


def _source(match: re.Match[str], ending: str = "") -> str:
    revision = f"@{match['revision']}" if match["revision"] else ""
    return f"{SCHEME[match['host']]}:{match['name'].removesuffix(ending)}{revision}"


def kind_of(component: dict[str, Any], places: list[str], *, root: bool) -> str:
    """Return the kind of a component of others: from its type, its purpose and where it comes from;
    code where nothing tells.
    """
    stated = str(component.get("type", "") or component.get("primaryPackagePurpose", "")).lower()
    text = " ".join(places)
    if stated in ("machine-learning-model", "model") or "pkg:huggingface/" in text:
        return "model"
    if stated == "data" or "huggingface.co/datasets/" in text:
        return "dataset"
    if HUB_MODEL.search(text):
        return "model"
    return "project" if root else "code"
