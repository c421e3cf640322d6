"""How license names are spelled: folded for look-up, read out of addresses and classifiers,
compared for typing slips.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})/(\S+)")
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
SHORTEST = 4
"""Names of fewer letters differ in one letter and are another license (EPL, UPL), so no slip is
presumed in them.
"""
MOST = 6


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
    found = []
    place = address(name)
    for pattern, stands_for in STANDS_FOR:
        match = re.fullmatch(pattern, place)
        if match:
            found.append(match.expand(stands_for))
    later = re.fullmatch(r"\s*(.*\w)\s*\(\s*>=\s*([\d.]+)\s*\)\s*", name)
    if later:  # as R packages write it
        found.append(f"{later[1]}-{later[2]}+")
    last = name.rpartition("::")[2].strip()
    if last != name.strip():
        found.append(last)
    for one in (name.strip(), last):
        without = re.sub(r"[\s_-]+licen[sc]e$", "", one, flags=re.IGNORECASE)
        if without != one:
            found.append(without)
    return found


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
    """Return the ids of the licenses whose names differ from a name in what follows its stem alone."""
    wanted = {stem(one) for one in (name, *readings(name))} - {""}
    return sorted({key for known, key in names.items() if stem(known) in wanted})


def slip(name: str, names: Mapping[str, str]) -> str:
    """Return the id of the license that a mistyped name means, or an empty string.

    Versions and short words (by, nc, sa, nd) must be the same: a suggestion that leads to another
    license is worse than none.
    """
    asked = fold(name)
    rivals = [
        known
        for known in names
        if _numbers(known) == _numbers(asked) and _short(known) == _short(asked)
    ]
    letters = {known: "".join(re.findall(r"[a-z]+", known)) for known in rivals}
    wanted = "".join(re.findall(r"[a-z]+", asked))
    if len(wanted) < SHORTEST or address(name):
        return ""
    near = difflib.get_close_matches(wanted, sorted(set(letters.values())), n=1, cutoff=ALIKE)
    return (
        min((names[known] for known in rivals if letters[known] == near[0]), default="")
        if near
        else ""
    )


def listed(keys: Iterable[str]) -> str:
    """Return the first ids of a list for a sentence."""
    keys = list(keys)
    return ", ".join(keys[:MOST]) + (", …" if len(keys) > MOST else "")


def _numbers(name: str) -> list[str]:
    numbers = re.findall(r"\d+|\+", name)
    while numbers and numbers[-1] == "0":
        numbers.pop()
    return numbers


def _short(name: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", name) if len(word) < 4}
