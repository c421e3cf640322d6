"""`clearance init`: a manifest from the scan that a person would be happy to finish."""

from __future__ import annotations

import re
from pathlib import Path

from clearance.catalogue.lookup import find
from clearance.files import write as files
from clearance.library.load import library
from clearance.model import Reference
from clearance.problems import NOTHING, Problem
from clearance.project.from_sources import source
from clearance.project.references import by_id
from clearance.scan import LocalModel, local_models, scan
from clearance.text import clean

SCHEMA = (
    "# yaml-language-server: $schema=clearance.schema.json\n# (for editors: clearance schema"
    " manifest > clearance.schema.json)"
)
PLAIN = re.compile(r"^[A-Za-z][\w.-]*(/[\w.-]+)?$")
WORDS = {"true", "false", "yes", "no", "on", "off", "null"}
MOST_BASES = 6
MOST_LOCAL = 20
DOCUMENTS = (".md", ".mdx", ".rst", ".txt")
NEAR = 25
"""lines of a document within which a base and its data belong to one run"""
TRAINS = ("train", "finetune")
TESTS = re.compile(r"(^|/)(tests?|testing|fixtures?)/")


def write(path: Path, *, force: bool = False) -> str:
    """Write clearance.yaml into a folder and return what to say; raise Problem when one is there or
    nothing is found.
    """
    if not path.is_dir():
        raise Problem("is no folder", where=str(path))
    target = path / "clearance.yaml"
    if target.exists() and not force:
        raise Problem("is there already", where=str(target), hint="--force overwrites it")
    found = scan(path)
    here = _in_tree(path)
    inside = tuple(model.path + "/" for model in here)
    rows = by_id(
        one for one in found.references if one.role == "use" and not one.path.startswith(inside)
    )
    if not rows and not here:
        raise Problem(
            f"{found.read} files name no model or data set: nothing to write",
            where=str(path),
            code=NOTHING,
        )
    text = manifest(path, list(rows.values()))
    files.write(target, text)
    return (
        f"wrote {target}: {len(rows) + len(here)} things; answer its TODO lines, then: clearance"
        f" check {path}\n"
    )


def manifest(path: Path, rows: list[list[Reference]]) -> str:
    """Return the text of a manifest for grouped references."""
    models = [row for row in rows if row[0].kind != "dataset"]
    data = [row for row in rows if row[0].kind == "dataset"]
    bases = [
        row
        for row in models
        if row[0].kind == "model" and any(one.use == "finetune" for one in row)
    ]
    trained = [row for row in data if any(one.use in ("train", "finetune") for one in row)]
    taken: set[str] = set()
    lines = [SCHEMA, *_project(path), ""]
    data_lines = [
        line for row in data for line in _thing(row, taken, linked=bool(bases) and row in trained)
    ]
    model_lines = [
        line for row in models for line in _thing(row, taken, linked=row in bases[:MOST_BASES])
    ]
    model_lines += [*_ours(bases[:MOST_BASES], trained, taken), *_local(path, taken)]
    lines += ["models:" if model_lines else "# models: none found", *model_lines, ""]
    lines += ["datasets:" if data else "# datasets: none found", *data_lines, "", *_release()]
    return "\n".join(lines).rstrip() + "\n"


def _project(path: Path) -> list[str]:
    license_ = _license_of(path)
    lines = ["project:", f"  name: {_word(path.resolve().name)}"]
    lines.append(
        f"  license: {license_}   # from the LICENSE file; this repository's own code"
        if license_
        else "  # license: Apache-2.0   # TODO this repository's own license"
    )
    lines.append("  # purpose: research   # TODO research | personal | internal | commercial")
    lines.append(
        "  # fields: []          # TODO fields of use such as medical or military; [] for none"
    )
    lines += [
        "# actor:                # asked for by some licenses",
        "#   kind: university    # individual | university | nonprofit | company | government",
        "#   country: US",
    ]
    return lines


def _license_of(path: Path) -> str:
    """Return the SPDX id of the repository's license file, by the marks of its first lines; empty
    when not sure.
    """
    for name in ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING"):
        file = path / name
        if file.is_file():
            head = " ".join(file.read_text("utf-8", "replace")[:3000].split()).casefold()
            marks = {
                "Apache-2.0": "apache license version 2.0",
                "MIT": "mit license",
                "AGPL-3.0-only": "gnu affero general public license version 3",
                "GPL-3.0-only": "gnu general public license version 3",
                "GPL-2.0-only": "gnu general public license version 2",
                "BSD-3-Clause": "bsd 3-clause license",
                "BSD-2-Clause": "bsd 2-clause license",
                "MPL-2.0": "mozilla public license version 2.0",
            }
            hits = [
                spdx
                for spdx, mark in marks.items()
                if head.startswith(mark) or f" {mark}" in f" {head[:400]}"
            ]
            return hits[0] if len(hits) == 1 else ""
    return ""


def _word(text: str) -> str:
    """Return text as a YAML scalar, quoted where YAML or our own form could read it as something
    else.
    """
    text = clean(text)
    if PLAIN.match(text) and text.casefold() not in WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _thing(row: list[Reference], taken: set[str], *, linked: bool) -> list[str]:
    first = row[0]
    name = first.id if first.id not in taken else f"{first.id}-{first.kind}"
    taken.add(name)
    places = sorted({f"{one.path}:{one.line}" for one in row})
    lines = [
        clean(
            f"  # {places[0]}{f' and {len(places) - 1} more' if len(places) > 1 else ''}:"
            f" {first.how}"
        )
    ]
    parts = []
    where = source(first)
    if not (where == f"hf:{name}" and "/" in name):
        parts.append(f"source: {_word(where)}")
    if not linked:
        use = "evaluate" if all(one.use == "evaluate" for one in row) else "run"
        parts.append(f"used_for: [{use}]")
    lines.append(f"  {_word(name)}: {{{', '.join(parts)}}}{_known(first)}")
    return lines


def _known(first: Reference) -> str:
    entry = find(first.id)
    if entry is None or not entry.license:
        return "   # TODO license: not in the catalogue; look it up"
    known = library()
    titles = [
        known.license(key).form.title if (key := known.find(name)) else name
        for _, name in entry.license
    ]
    bases = f"; made from {', '.join(entry.linked('base')[:2])}" if entry.linked("base") else ""
    return clean(f"   # {', '.join(dict.fromkeys(titles))} (catalogue){bases}")


def _ours(
    bases: list[list[Reference]], trained: list[list[Reference]], taken: set[str]
) -> list[str]:
    """One model of ours for each finetuned base, with the data that the same scripts train on; all
    of it where no script names both.
    """
    lines = []
    beside = [_data_of(row, trained) for row in bases]
    for row, found in zip(bases, beside if any(beside) else [trained] * len(bases), strict=True):
        name = _free("our-" + re.sub(r"[^\w.-]+", "-", row[0].id.rpartition("/")[2]), taken)
        data = ", ".join(_word(one[0].id) for one in found)
        tail = f", trained_on: [{data}]" if data else ""
        todo = (
            "keep the data it was really trained on"
            if data
            else "trained_on: what it was trained on"
        )
        lines.append(
            f"  {_word(name)}: {{ours: true, base: {_word(row[0].id)}{tail}}}   # TODO rename;"
            f" {todo}"
        )
    return lines


def _data_of(base: list[Reference], trained: list[list[Reference]]) -> list[list[Reference]]:
    """Return the data that stand where the base is finetuned.

    A script is one place. A document tells of many runs: there only what is near belongs together,
    and only for a base
    that no script names.
    """
    ours = [one for one in base if one.use == "finetune"]
    scripts = [one for one in ours if not one.path.endswith(DOCUMENTS)]
    return [
        row
        for row in trained
        if any(
            _beside(one, other) for one in scripts or ours for other in row if other.use in TRAINS
        )
    ]


def _beside(one: Reference, other: Reference) -> bool:
    return one.path == other.path and (
        not one.path.endswith(DOCUMENTS) or abs(one.line - other.line) <= NEAR
    )


def _local(path: Path, taken: set[str]) -> list[str]:
    """One line for each model that lies in the repository; its own files say base, data and license
    in a check.
    """
    lines = []
    found = _in_tree(path)
    for model in found[:MOST_LOCAL]:
        name = _free(
            re.sub(r"[^\w.-]+", "-", model.path.rpartition("/")[2]) or "local-model", taken
        )
        told = ", ".join(
            [
                *(f"{model.how or 'made'} from {base}" for base in model.bases[:2]),
                *([model.license] if model.license else []),
            ]
        )
        lines.append(
            clean(f"  # {model.place}: a model in this repository{': ' + told if told else ''}")
        )
        missing = (
            "" if model.license else ", license: where it came from or what it is released under"
        )
        lines.append(
            f"  {_word(name)}: {{source: {_word('path:' + model.path)}, used_for: [run]}}   # TODO"
            f" ours: true where you made it{missing}"
        )
    return lines + (
        [f"  # and {len(found) - MOST_LOCAL} more models in this repository"]
        if len(found) > MOST_LOCAL
        else []
    )


def _in_tree(path: Path) -> list[LocalModel]:
    return [
        model
        for model in local_models(path)
        if model.path != "." and not TESTS.search(model.path + "/")
    ]


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-2"
    taken.add(name)
    return name


def _release() -> list[str]:
    return [
        "# releases:             # TODO what leaves the house, and under which license",
        "#   - {artifact: repository}",
        "#   - {artifact: our-model, as: my-lab/our-model, license: apache-2.0}",
    ]
