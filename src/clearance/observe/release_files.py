"""What the files that go out with a release show of its duties."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clearance.library.load import License
    from clearance.library.schema import Term
    from clearance.model import Thing

LEGAL = re.compile(r"^(licen[cs]es?|copying|copyright|agreement|unlicense)", re.I)
NOTICE = re.compile(r"^(notices?|third[-_]?party|attribution|credits)", re.I)
PROSE = re.compile(
    r"^(readme|model[-_]?card|data(set)?[-_]?card|changes|changelog|about|citation)|\.(md|rst|html|cff)$",
    re.I,
)
LARGEST = 400_000
MOST_FILES = 400
FILLER = {
    "the",
    "only",
    "or",
    "later",
    "a",
    "an",
    "of",
    "and",
    "for",
    "agreement",
    "public",
    "international",
    "version",
    "v",
}


class Evidence:
    """The texts in one folder that people read: license, notice and prose files, two levels deep."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; files are read when the first duty asks."""
        self.folder = folder

    @functools.cached_property
    def files(self) -> list[tuple[str, str]]:
        """Return (path within the folder, text) of each file, sorted."""
        found: list[tuple[str, str]] = []
        if not self.folder.is_dir():
            return found
        inner = [
            path
            for path in sorted(self.folder.iterdir())
            if path.is_dir() and not path.name.startswith(".")
        ]
        for folder in [self.folder, *inner]:
            try:
                paths = sorted(folder.iterdir())
            except OSError:
                continue
            for path in paths[:MOST_FILES]:
                name = path.name
                legal_folder = bool(LEGAL.match(folder.name)) and folder != self.folder
                if path.is_file() and (
                    legal_folder or LEGAL.match(name) or NOTICE.match(name) or PROSE.search(name)
                ):
                    try:
                        if path.stat().st_size <= LARGEST:
                            found.append(
                                (
                                    str(path.relative_to(self.folder)),
                                    path.read_text("utf-8", "replace"),
                                )
                            )
                    except OSError:
                        continue
        return found

    def of(
        self, term: Term, license_: License, source: Thing, product: Thing
    ) -> tuple[str, str, str]:
        """Return (status, what is expected, which file shows it) of one duty on one release or
        service.
        """
        check = CHECKS.get(term.do or "")
        if check is None:
            return "uncheckable", "", ""
        return check(self, term, license_, source, product)

    def license_file(self, license_: License) -> str:
        """Return the file that holds a license's text or stands under its name, or an empty string."""
        wanted = {license_.id, license_.form.spdx.casefold()}
        title = set(re.findall(r"[a-z]+|\d+(?:\.\d+)*", license_.form.title.casefold())) - FILLER
        for name, text in self.files:
            path = Path(name)
            if not (
                LEGAL.match(path.name) or LEGAL.match(path.parts[0]) or NOTICE.match(path.name)
            ):
                continue
            if path.stem.casefold() in wanted or any(
                word in path.name.casefold() for word in wanted if len(word) > 3
            ):
                return name
            head = set(re.findall(r"[a-z]+|\d+(?:\.\d+)*", text[:2500].casefold()))
            if title and title <= head | {word + ".0" for word in head}:
                return name
        return ""

    def mentions(self, words: tuple[str, ...], beside: str = "") -> str:
        """Return the first file that holds any of the words, and matches the expression `beside` if
        given.
        """
        for name, text in self.files:
            low = text.casefold()
            if any(word.casefold() in low for word in words if word) and (
                not beside or re.search(beside, low)
            ):
                return name
        return ""


def names_of(thing: Thing) -> tuple[str, ...]:
    """Return the words by which a text may credit a thing."""
    source = re.sub(r"^(hf|api|github|url|path):", "", thing.source).partition("@")[0]
    last = source.rpartition("/")[2]
    return tuple(
        word
        for word in (
            source,
            last if len(last) > 3 else "",
            thing.name if len(thing.name) > 3 else "",
        )
        if word
    )


def _license(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    found = proof.license_file(license_)
    if not found and license_.form.spdx.startswith(
        "CC-"
    ):  # Creative Commons takes a link in place of the text
        path = re.sub(r"^https?://(www\.)?|/(legalcode|deed)?(\.\w+)?$", "", license_.form.url)
        found = proof.mentions((path, license_.form.spdx))
    return (
        ("met", "", found)
        if found
        else ("unmet", f"a file LICENSE… with the text of {license_.form.title}", "")
    )


def _notice(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    files = [name for name, _ in proof.files if NOTICE.match(Path(name).name)]
    if not term.strings:
        return (
            ("met", "", files[0])
            if files
            else ("uncheckable", "a NOTICE file, if the source came with one", "")
        )
    found = _with_strings(proof, term)
    return (
        ("met", "", found)
        if found
        else ("unmet", f'a file NOTICE with the words "{term.strings[0]}"', "")
    )


def _with_strings(proof: Evidence, term: Term) -> str:
    for name, text in proof.files:
        flat = " ".join(text.split())
        if any(" ".join(words.split()) in flat for words in term.strings):
            return name
    return ""


def _notices(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    found = proof.mentions(names_of(source), r"copyright|licen[cs]e|©")
    return (
        ("met", "", found)
        if found
        else (
            "unmet",
            f"the copyright and license notices of {source.name} in a LICENSE or NOTICE file",
            "",
        )
    )


def _credit(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    found = proof.mentions(names_of(source))
    return (
        ("met", "", found)
        if found
        else ("unmet", f"credit for {source.name} in the README or card", "")
    )


def _display(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    if not term.strings:
        return "uncheckable", "", ""
    found = _with_strings(proof, term)
    return (
        ("met", "", found)
        if found
        else ("unmet", f'the words "{term.strings[0]}" in the README or card', "")
    )


def _prefix(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    if product.kind != "release":
        return "uncheckable", "", ""  # a service has no name that the manifest states
    name = product.alias.rpartition("/")[2]
    if any(name.startswith(word) for word in term.strings):
        return "met", "", f"as: {product.alias}"
    return (
        "unmet",
        f'a name that begins with "{term.strings[0] if term.strings else ""}" (`as`)',
        "",
    )


def _changes(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    found = proof.mentions(
        names_of(source), r"modif|chang|fine-?tun|adapt|quanti[sz]|deriv|merged|cleaned|filtered"
    )
    return (
        ("met", "", found)
        if found
        else ("unmet", f"a statement of what was changed in {source.name}", "")
    )


def _source(
    proof: Evidence, term: Term, license_: License, source: Thing, product: Thing
) -> tuple[str, str, str]:
    return "uncheckable", "the corresponding source, or where it is to be had", ""


CHECKS = {
    "include-license": _license,
    "include-notice": _notice,
    "keep-notices": _notices,
    "credit": _credit,
    "display-string": _display,
    "prefix-name": _prefix,
    "state-changes": _changes,
    "offer-source": _source,
}
