"""`clearance notice`: what releases owe to say."""

from __future__ import annotations

from pathlib import Path

from clearance.check import check_project
from clearance.files import write as files
from clearance.library.load import library
from clearance.manifest import load as manifest
from clearance.model import Duty, Report, Thing
from clearance.project import from_cards as local
from clearance.text import clean


def notice(path: Path, *, write: bool = False) -> str:
    """Return the notices that the releases owe, as the text of a NOTICE file; `write` puts it
    beside the manifest.

    An existing NOTICE is never overwritten: the text goes to NOTICE.clearance then.
    """
    found = manifest.find(path)
    report = check_project(local.join(manifest.load(found), found.parent))
    text = _notice(report)
    if write:
        target = found.parent / "NOTICE"
        if target.exists() and target.read_text("utf-8") != text:
            target = found.parent / "NOTICE.clearance"
        files.write(target, text)
        return f"wrote {target}\n"
    return text


def _notice(report: Report) -> str:
    things = {thing.name: thing for thing in report.project.things}
    owed = [duty for duty in report.duties if things[duty.artifact].kind in ("release", "service")]
    if not owed:
        return "The releases owe no notice.\n"
    lines = [clean(report.project.name), ""]
    for source in sorted({duty.source for duty in owed}):
        rows = [duty for duty in owed if duty.source == source]
        lines += _of_source(things[source], rows)
    return "\n".join(lines).rstrip() + "\n"


def _of_source(thing: Thing, rows: list[Duty]) -> list[str]:
    known = library()
    lines = [f"{clean(thing.name)} ({clean(thing.source)})" if thing.source else clean(thing.name)]
    for key in sorted({duty.license for duty in rows}):
        form = known.license(key).form
        lines += [f"  under {form.title} ({form.spdx}), {form.url}"]
    words = dict.fromkeys(
        words for duty in rows for words in duty.strings if duty.do != "prefix-name"
    )
    lines += [f"  {text}" for text in words]
    for duty in rows:
        if duty.do in (
            "include-license",
            "prefix-name",
            "state-changes",
            "offer-source",
            "pass-on-limits",
        ):
            name = f' "{duty.strings[0]}"' if duty.do == "prefix-name" and duty.strings else ""
            doubt = "" if duty.certainty == "settled" else f" [{duty.certainty}]"
            lines.append(f"  owed: {duty.do.replace('-', ' ')}{name} (§{duty.clause}){doubt}")
    return [*dict.fromkeys(lines), ""]
