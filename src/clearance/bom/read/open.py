"""A bill of materials opened: its text taken as data, and the reader chosen by what the data says
it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance.bom.read import cyclonedx, spdx, spdx3, tagvalue
from clearance.bom.read.part import Read
from clearance.files import json_, yaml
from clearance.problems import Problem
from clearance.text import clean

LARGEST = 20_000_000
"""Bytes; a document of 1,000 components has about two million."""


@dataclass(frozen=True)
class Format:
    """A format of bills of materials that is read."""

    detect: Callable[[dict[str, Any]], bool]
    """whether a document says that it is one"""
    read: Callable[[Any, str], Read]
    """the document in neutral form; takes the name of the file for problems"""


FORMATS = (
    Format(lambda data: data.get("bomFormat") == "CycloneDX", cyclonedx.read),
    Format(lambda data: "spdxVersion" in data, spdx.read),
    Format(spdx3.mentions, spdx3.read),
)
"""In the order in which they are tried."""


def read(path: Path) -> Read:
    """Return a document in neutral form, by what its content says it is; raise Problem for whatever
    cannot be read.
    """
    shown = str(path)
    data = _data(_text(path), shown)
    if isinstance(data, dict):
        for form in FORMATS:
            if form.detect(data):
                return form.read(data, shown)
    raise Problem(
        "is neither SPDX nor CycloneDX",
        where=shown,
        hint=(
            "SPDX 2.2 and 2.3 as JSON, YAML or tag-value, SPDX 3.0 as JSON-LD and CycloneDX 1.4 to"
            " 1.7 as JSON are read"
        ),
    )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise Problem(
                f"is larger than {LARGEST // 1_000_000} million bytes, which is the most that is"
                " read",
                where=str(path),
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Problem(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    except UnicodeDecodeError:
        raise Problem("is not UTF-8", where=str(path)) from None


def _data(text: str, shown: str) -> Any:
    """Return the data in JSON, tag-value or YAML."""
    if text.lstrip().startswith(("{", "[")):
        return _json(text, shown)
    if re.search(r"(?m)^SPDXVersion:", text):
        return tagvalue.as_data(text, shown)
    return yaml.parse(text, shown).data


def _json(text: str, shown: str) -> Any:
    try:
        return json_.parse(text)
    except json.JSONDecodeError as error:
        where = f"{shown}:{error.lineno}:{error.colno}"
        raise Problem(f"is not JSON: {error.msg}", where=where) from None
    except json_.RepeatedKeyError as error:
        message = f'has the key "{clean(str(error))}" twice in one object'
        raise Problem(message, where=shown) from None
    except (RecursionError, ValueError):
        raise Problem("is nested too deeply, or holds a number without end", where=shown) from None
