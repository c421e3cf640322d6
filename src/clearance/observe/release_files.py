"""What the files that go out with a release show of its duties."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clearance.model import alias_of
from clearance.words import DutyStatus

if TYPE_CHECKING:
    from clearance.library.load import License
    from clearance.library.schema import Term
    from clearance.model import Thing
    from clearance.repository.texts import Text

FILLER = frozenset(
    "the only or later a an of and for agreement public international version v".split()
)
"""Words of a title that say nothing about which license it is."""
HEAD = 2_500
"""Characters at the beginning of a text in which its title stands."""
SHORT = 3
"""Names of so many letters are too short to credit anybody."""
CREATIVE_COMMONS = "CC-"
ENDING = re.compile(r"^https?://(www\.)?|/(legalcode|deed)?(\.\w+)?$")
"""What the address of a license may have around the part that a link to it always holds."""


class Proof(NamedTuple):
    """What files show of one duty."""

    status: DutyStatus
    expected: str = ""
    """what a file would have to show; empty where it is met, or no file can"""
    file: str = ""
    """the file that shows it; empty where none does"""


NOT_CHECKED = Proof("uncheckable")


class Duty(NamedTuple):
    """One duty of one release or service."""

    term: Term
    license: License
    source: Thing
    """what it is owed for"""
    product: Thing


@dataclass(frozen=True)
class ReleaseFiles:
    """The texts that go out together."""

    texts: Sequence[Text]

    def of(self, term: Term, license_: License, source: Thing, product: Thing) -> Proof:
        """Return what the texts show of one duty on one release or service."""
        check = CHECKS.get(term.do or "")
        return check(self, Duty(term, license_, source, product)) if check else NOT_CHECKED

    def license_file(self, license_: License) -> str:
        """Return the file that holds a license's text or stands under its name, or an empty
        string.
        """
        names = {license_.id, license_.form.spdx.casefold()}
        title = _words(license_.form.title) - FILLER
        legal = (text for text in self.texts if text.is_legal)
        found = (text.name for text in legal if _is_named(text, names) or _has_title(text, title))
        return next(found, "")

    def mentions(self, words: Sequence[str], beside: str = "") -> str:
        """Return the first file that holds any of the words, and matches the expression `beside` if
        given.
        """
        wanted = [word.casefold() for word in words if word]
        for text in self.texts:
            folded = text.text.casefold()
            if any(word in folded for word in wanted) and re.search(beside, folded):
                return text.name
        return ""

    def holds(self, strings: Sequence[str]) -> str:
        """Return the first file that holds any of some prescribed words, however wrapped."""
        wanted = [" ".join(words.split()) for words in strings]
        for text in self.texts:
            flat = " ".join(text.text.split())
            if any(words in flat for words in wanted):
                return text.name
        return ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+(?:\.\d+)*", text.casefold()))


def _is_named(text: Text, names: set[str]) -> bool:
    """Return whether a file stands under the name of a license: LICENSE-MIT, apache-2.0.txt."""
    path = Path(text.name)
    if path.stem.casefold() in names:
        return True
    return any(name in path.name.casefold() for name in names if len(name) > SHORT)


def _has_title(text: Text, title: set[str]) -> bool:
    """Return whether the words of a title stand at the beginning of a text."""
    head = _words(text.text[:HEAD])
    return bool(title) and title <= head | {word + ".0" for word in head}


def names_of(thing: Thing) -> tuple[str, ...]:
    """Return the words by which a text may credit a thing."""
    source = re.sub(r"^(hf|api|github|url|path):", "", thing.source).partition("@")[0]
    short = (source.rpartition("/")[2], thing.name)
    return tuple(filter(None, (source, *(name for name in short if len(name) > SHORT))))


def _shown(file: str, expected: str) -> Proof:
    return Proof("met", file=file) if file else Proof("unmet", expected)


def _license(files: ReleaseFiles, duty: Duty) -> Proof:
    form = duty.license.form
    file = files.license_file(duty.license)
    if not file and form.spdx.startswith(CREATIVE_COMMONS):  # a link stands for the text there
        file = files.mentions((ENDING.sub("", form.url), form.spdx))
    return _shown(file, f"a file LICENSE… with the text of {form.title}")


def _notice(files: ReleaseFiles, duty: Duty) -> Proof:
    strings = duty.term.strings
    if strings:
        return _shown(files.holds(strings), f'a file NOTICE with the words "{strings[0]}"')
    notices = [text.name for text in files.texts if text.kind == "notice"]
    if notices:
        return Proof("met", file=notices[0])
    return Proof("uncheckable", "a NOTICE file, if the source came with one")


def _notices(files: ReleaseFiles, duty: Duty) -> Proof:
    file = files.mentions(names_of(duty.source), r"copyright|licen[cs]e|©")
    name = duty.source.name
    return _shown(file, f"the copyright and license notices of {name} in a LICENSE or NOTICE file")


def _credit(files: ReleaseFiles, duty: Duty) -> Proof:
    file = files.mentions(names_of(duty.source))
    return _shown(file, f"credit for {duty.source.name} in the README or card")


def _display(files: ReleaseFiles, duty: Duty) -> Proof:
    strings = duty.term.strings
    if not strings:
        return NOT_CHECKED
    return _shown(files.holds(strings), f'the words "{strings[0]}" in the README or card')


def _prefix(files: ReleaseFiles, duty: Duty) -> Proof:
    if duty.product.kind != "release":
        return NOT_CHECKED  # a service has no name that the manifest states
    strings, alias = duty.term.strings, alias_of(duty.product)
    if any(alias.rpartition("/")[2].startswith(word) for word in strings):
        return Proof("met", file=f"as: {alias}")
    return Proof("unmet", f'a name that begins with "{strings[0] if strings else ""}" (`as`)')


CHANGED = r"modif|chang|fine-?tun|adapt|quanti[sz]|deriv|merged|cleaned|filtered"


def _changes(files: ReleaseFiles, duty: Duty) -> Proof:
    file = files.mentions(names_of(duty.source), CHANGED)
    return _shown(file, f"a statement of what was changed in {duty.source.name}")


def _source(files: ReleaseFiles, duty: Duty) -> Proof:
    return Proof("uncheckable", "the corresponding source, or where it is to be had")


CHECKS: dict[str, Callable[[ReleaseFiles, Duty], Proof]] = {
    "include-license": _license,
    "include-notice": _notice,
    "keep-notices": _notices,
    "credit": _credit,
    "display-string": _display,
    "prefix-name": _prefix,
    "state-changes": _changes,
    "offer-source": _source,
}
