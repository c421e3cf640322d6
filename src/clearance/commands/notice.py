"""`clearance notice`: what releases owe to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from clearance.check import Options, report_on
from clearance.files.write import write
from clearance.library.load import Library
from clearance.model import Duty, Report, Thing
from clearance.project.open import open_project
from clearance.text import clean

NAMED = ("include-license", "prefix-name", "state-changes", "offer-source", "pass-on-limits")
"""Duties that a notice names; what others ask for stands in it."""


def run(path: Path, *, to_file: bool = False, packs: Sequence[str] = ()) -> str:
    """Return the notices that the releases owe, as the text of a NOTICE file; `to_file` puts it
    beside the manifest.

    An existing NOTICE is never overwritten: the text goes to NOTICE.clearance then.
    """
    opened = open_project(path, packs=packs)
    text = _notice(report_on(opened, Options()), opened.known)
    if not to_file:
        return text
    target = Path(opened.declared.root) / "NOTICE"
    if target.exists() and target.read_text("utf-8") != text:
        target = target.with_name("NOTICE.clearance")
    write(target, text)
    return f"wrote {target}\n"


def _notice(report: Report, known: Library) -> str:
    things = report.project.named
    owed: dict[str, list[Duty]] = {}
    for duty in report.duties:
        if things[duty.artifact].kind in ("release", "service"):
            owed.setdefault(duty.source, []).append(duty)
    if report.project.read_from == "sources":
        return "There is no clearance.yaml, so no release is known; next: clearance init\n"
    if not owed:
        return "The releases owe no notice.\n"
    lines = [clean(report.project.name), ""]
    for source in sorted(owed):
        lines += _of_source(things[source], owed[source], known)
    return "\n".join(lines).rstrip() + "\n"


def _of_source(thing: Thing, duties: list[Duty], known: Library) -> list[str]:
    """Return what is owed for one thing: its name, its licenses, prescribed words, duties."""
    source = f" ({clean(thing.source)})" if thing.source else ""
    licenses = [_license(key, known) for key in sorted({duty.license for duty in duties})]
    owed = [_owed(duty) for duty in duties if duty.do in NAMED]
    lines = [f"{clean(thing.name)}{source}", *licenses, *_prescribed(duties), *owed]
    return [*dict.fromkeys(lines), ""]


def _license(key: str, known: Library) -> str:
    form = known.license(key).form
    return f"  under {form.title} ({form.spdx}), {form.url}"


def _prescribed(duties: list[Duty]) -> Iterator[str]:
    """Yield the words that licenses prescribe; a prefix of a name is no sentence of its own."""
    for duty in duties:
        if duty.do != "prefix-name":
            yield from (f"  {words}" for words in duty.strings)


def _owed(duty: Duty) -> str:
    name = f' "{duty.strings[0]}"' if duty.do == "prefix-name" and duty.strings else ""
    doubt = "" if duty.certainty == "settled" else f" [{duty.certainty}]"
    return f"  owed: {duty.do.replace('-', ' ')}{name} (§{duty.clause}){doubt}"
