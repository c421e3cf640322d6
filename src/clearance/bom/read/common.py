"""What the readers share: types checked by jsonschema, our notes, and what a component of others
is.
"""

from __future__ import annotations

import json
import re
from typing import Any

from clearance.bom.neutral import NAMESPACE
from clearance.problems import Problem
from clearance.text import clean


def checked(data: Any, schema: dict[str, Any], shown: str) -> None:
    """Raise Problem with the path of the first thing that a schema refuses."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    found = best_match(Draft202012Validator(schema).iter_errors(data))
    if found is not None:
        at = ".".join(map(str, found.absolute_path)) or "the document"
        raise Problem(f"{clean(at)}: {clean(found.message)[:200]}", where=shown)


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
    """Return {key: value} of an annotation of ours ("clearance:KEY JSON"); empty for one of others."""
    found = re.match(re.escape(NAMESPACE) + r"([a-z-]+) ", comment)
    return value(found[1], comment[found.end() :]) if found else {}


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


def source_of(where: str, purls: list[str]) -> str:
    """Return a source of the manifest's closed list for a download location and package URLs; empty
    where none fits.
    """
    for purl in purls:
        found = re.fullmatch(
            r"pkg:(huggingface|github)/([\w.-]+/[\w.-]+)(?:@([\w./-]+))?(?:[?#].*)?", purl
        )
        if found:
            scheme = "hf" if found[1] == "huggingface" else "github"
            return f"{scheme}:{found[2]}" + (f"@{found[3]}" if found[3] else "")
    found = re.fullmatch(
        r"(?:git\+)?https://(huggingface\.co|github\.com)/(datasets/|spaces/)?([\w.-]+(?:/[\w.-]+)?)(?:@([\w./-]+))?/?",
        where,
    )
    if found and (found[1] == "huggingface.co" or "/" in found[3]):
        name = found[3].removesuffix(".git")
        revision = f"@{found[4]}" if found[4] else ""
        return (
            f"hf:{name}{revision}" if found[1] == "huggingface.co" else f"github:{name}{revision}"
        )
    return f"url:{where}" if re.fullmatch(r"https?://\S+", where) else ""


def kind_of(one: dict[str, Any], places: list[str], *, root: bool) -> str:
    """Return the kind of a component of others: from its type, its purpose and where it comes from;
    code where nothing tells.
    """
    said = str(one.get("type", "") or one.get("primaryPackagePurpose", "")).lower()
    text = " ".join(places)
    if said in ("machine-learning-model", "model") or "pkg:huggingface/" in text:
        return "model"
    if said == "data" or "huggingface.co/datasets/" in text:
        return "dataset"
    if re.search(r"//huggingface\.co/(?!spaces/)", text):
        return "model"
    return "project" if root else "code"
