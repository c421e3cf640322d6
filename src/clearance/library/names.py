"""How license names are spelled: folded for look-up, read out of addresses and classifiers,
compared for typing slips.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})/(\S+)")
"""An address: its host, and what follows."""
ENDINGS = re.compile(
    r"(?:[?#].*|/+|\.html?|\.txt|\.php|\.md|/(?:deed|legalcode)(?:\.[a-z-]+)*|(?<=\d)\.[a-z]{2})$"
)
"""What an address may end with and still lead to the same license: a format, a language, the
summary or the whole text.
"""
STANDS_FOR = (
    (r"(?:spdx\.org|choosealicense\.com|opensource\.org)/licenses?/([^/]+)", r"\1"),
    (r"gnu\.org/(?:licenses|copyleft)/(?:old-licenses/)?([^/]+)", r"\1"),
    (r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+)", r"cc-\1-\2"),
    (r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+)/([a-z]+)", r"cc-\1-\2-\3"),
    (r"creativecommons\.org/publicdomain/zero/([\d.]+)", r"cc0-\1"),
    (r"creativecommons\.org/publicdomain/mark/([\d.]+)", r"cc-pdm-\1"),
)
"""Addresses of known collections -> the name that they stand for."""
ALIKE = 0.85
"""Likeness from which the letters of two names are a slip apart."""
SHORTEST = 4
"""Names of fewer letters differ in one letter and are another license (EPL, UPL), so no slip is
presumed in them.
"""
MOST = 6
"""Ids that a hint lists."""


def address(name: str) -> str:
    """Return an address without what does not matter in it (scheme, www, format, language), or an
    empty string.
    """
    match = ADDRESS.fullmatch(name.strip().strip("<>\"'").casefold())
    if not match:
        return ""
    rest = match[2]
    while (shorter := ENDINGS.sub("", rest)) != rest:
        rest = shorter
    return f"{match[1]}/{rest}"


def fold(name: str) -> str:
    """Return a license name folded for look-up: case, LicenseRef-, blanks, quotes and the endings
    of addresses do not matter.
    """
    name = address(name) or name.strip().strip("\"'").casefold()
    name = re.sub(r"^(licenseref-(scancode-)?)+", "", name)
    name = re.sub(r"[\s_/]+", "-", name)
    name = re.sub(r"[(),\"']", "", name)
    return re.sub(r"-+", "-", name).strip("-")


def squeeze(name: str) -> str:
    """Return the letters, digits and plus signs of a name in their order: "GPL v2", "gpl-2" and
    "GPL2" are one spelling.

    Empty for a name with signs that mean something (">= 2").
    """
    if re.search(r"[<>=!~*^]", name):
        return ""
    folded = re.sub(r"^the-", "", fold(name).replace("licence", "license"))
    return re.sub(r"[^\w+]|_", "", re.sub(r"(?:version|ver|v)[-.]*(?=\d)", "", folded))


def readings(name: str) -> list[str]:
    """Return other ways to write the same license name: what an address stands for, the last part
    of a classifier, without "License".
    """
    written = name.strip()
    last = name.rpartition("::")[2].strip()
    return [
        *_stood_for(address(name)),
        *_or_later(name),
        *([last] if last != written else []),
        *(_without_license(form) for form in (written, last) if _without_license(form) != form),
    ]


def _stood_for(place: str) -> list[str]:
    """Return the names that an address in a known collection stands for."""
    matches = [(re.fullmatch(pattern, place), template) for pattern, template in STANDS_FOR]
    return [match.expand(template) for match, template in matches if match]


def _or_later(name: str) -> list[str]:
    """Return "GPL-2+" for "GPL (>= 2)", as R packages write it."""
    match = re.fullmatch(r"\s*(.*\w)\s*\(\s*>=\s*([\d.]+)\s*\)\s*", name)
    return [f"{match[1]}-{match[2]}+"] if match else []


def _without_license(name: str) -> str:
    return re.sub(r"[\s_-]+licen[sc]e$", "", name, flags=re.IGNORECASE)


def in_parentheses(name: str) -> tuple[str, str]:
    """Return (what stands outside, what stands inside) of a name that ends in parentheses; two
    empty texts for any other.
    """
    match = re.fullmatch(r"(.*\S)\s*\(([^()]+)\)\s*", name.rpartition("::")[2])
    return (match[1].strip(), match[2].strip()) if match else ("", "")


def stem(name: str) -> str:
    """Return a name up to its version: "cc-by-sa-4.0-international" gives "cc-by-sa"."""
    return re.sub(r"(?:-?v(?:ersion)?)?[-.]*\d.*$", "", fold(name))


def versions_of(name: str, names: Mapping[str, str]) -> list[str]:
    """Return the ids of the licenses whose names differ from a name only in what follows its
    stem.
    """
    wanted = {stem(reading) for reading in (name, *readings(name))} - {""}
    return sorted({key for known, key in names.items() if stem(known) in wanted})


def slip(name: str, names: Mapping[str, str]) -> str:
    """Return the id of the license that a mistyped name means, or an empty string.

    Versions and short words (by, nc, sa, nd) must be the same: a suggestion that leads to another
    license is worse than none.
    """
    asked = fold(name)
    wanted = _letters(asked)
    if len(wanted) < SHORTEST or address(name):
        return ""
    rivals = {
        known: _letters(known)
        for known in names
        if _numbers(known) == _numbers(asked) and _short(known) == _short(asked)
    }
    near = difflib.get_close_matches(wanted, sorted(set(rivals.values())), n=1, cutoff=ALIKE)
    return min((names[known] for known, letters in rivals.items() if letters in near), default="")


def listed(keys: Iterable[str]) -> str:
    """Return the first ids of a list for a sentence."""
    keys = list(keys)
    return ", ".join(keys[:MOST]) + (", …" if len(keys) > MOST else "")


def _letters(name: str) -> str:
    return "".join(re.findall(r"[a-z]+", name))


def _numbers(name: str) -> list[str]:
    numbers = re.findall(r"\d+|\+", name)
    while numbers and numbers[-1] == "0":
        numbers.pop()
    return numbers


def _short(name: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", name) if len(word) < 4}
