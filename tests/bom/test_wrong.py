"""Wrong documents: the same mistakes in every format, one clear error each, and nothing written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from clearance.bom.read import document as incoming
from clearance.bom.read.open import LARGEST
from clearance.problems import Problem


@dataclass(frozen=True)
class Wanted:
    """A small document: things by name, and what is made of what."""

    models: tuple[str, ...] = ("m", "n")
    made_of: tuple[tuple[str, str], ...] = (("m", "n"),)
    version: str = ""
    name: Any = "n"
    """what the last model is called"""


def spdx(wanted: Wanted) -> dict[str, Any]:
    packages = [
        {
            "SPDXID": f"SPDXRef-{one}",
            "name": one,
            "downloadLocation": f"https://huggingface.co/lab/{one}",
        }
        for one in wanted.models
    ]
    if packages:
        packages[-1]["name"] = wanted.name
    rows = [
        {
            "spdxElementId": f"SPDXRef-{a}",
            "relationshipType": "DESCENDANT_OF",
            "relatedSpdxElement": f"SPDXRef-{b}",
        }
        for a, b in wanted.made_of
    ]
    return {
        "spdxVersion": wanted.version or "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "x",
        "packages": packages,
        "relationships": rows,
    }


def tag_value(wanted: Wanted) -> str:
    data = spdx(wanted)
    lines = [
        f"SPDXVersion: {data['spdxVersion']}",
        "DataLicense: CC0-1.0",
        "SPDXID: SPDXRef-DOCUMENT",
        "DocumentName: x",
        "DocumentNamespace: https://x.org/x",
        "Creator: Tool: x",
        "Created: 2026-01-01T00:00:00Z",
    ]
    for one in data["packages"]:
        lines += [
            "",
            f"PackageName: {one['name']}",
            f"SPDXID: {one['SPDXID']}",
            f"PackageDownloadLocation: {one['downloadLocation']}",
            "FilesAnalyzed: false",
        ]
    lines += [
        f"Relationship: {one['spdxElementId']} {one['relationshipType']}"
        f" {one['relatedSpdxElement']}"
        for one in data["relationships"]
    ]
    return "\n".join(lines) + "\n"


def spdx3(wanted: Wanted) -> dict[str, Any]:
    version = wanted.version or "3.0.1"
    models = [
        {"type": "ai_AIPackage", "spdxId": f"urn:x:{one}", "name": one} for one in wanted.models
    ]
    if models:
        models[-1]["name"] = wanted.name
    rows = [
        {
            "type": "Relationship",
            "spdxId": f"urn:r:{at}",
            "from": f"urn:x:{a}",
            "relationshipType": "descendantOf",
            "to": [f"urn:x:{b}"],
        }
        for at, (a, b) in enumerate(wanted.made_of)
    ]
    return {
        "@context": f"https://spdx.org/rdf/{version}/spdx-context.jsonld",
        "@graph": [{"type": "CreationInfo", "specVersion": version}, *models, *rows],
    }


def cyclonedx(wanted: Wanted) -> dict[str, Any]:
    models = [
        {"type": "machine-learning-model", "bom-ref": one, "name": one} for one in wanted.models
    ]
    if models:
        models[-1]["name"] = wanted.name
    return {
        "bomFormat": "CycloneDX",
        "specVersion": wanted.version or "1.6",
        "components": models,
        "dependencies": [{"ref": a, "dependsOn": [b]} for a, b in wanted.made_of],
    }


FORMS: dict[str, Callable[[Wanted], str]] = {
    "spdx json": lambda wanted: json.dumps(spdx(wanted)),
    "spdx yaml": lambda wanted: yaml.safe_dump(spdx(wanted)),
    "spdx tag-value": tag_value,
    "spdx3": lambda wanted: json.dumps(spdx3(wanted)),
    "cyclonedx": lambda wanted: json.dumps(cyclonedx(wanted)),
}
JSON = {"spdx json", "spdx3", "cyclonedx"}
TYPED = JSON | {"spdx yaml"}
ESC = "\x1b[31m\u202e\nPackageName: evil"
WRONG: dict[str, tuple[set[str], Callable[[str], str], str]] = {
    "an unknown version": (
        set(FORMS),
        lambda form: FORMS[form](
            Wanted(version={"spdx3": "3.9", "cyclonedx": "9.9"}.get(form, "SPDX-9.9"))
        ),
        r"of version '(SPDX-)?[39]\.9'; read are",
    ),
    "a name of the wrong type": (
        JSON,
        lambda form: FORMS[form](Wanted(name=["x"])),
        r"name: \['x'\] is not of type 'string'",
    ),
    "an id that stands twice": (
        set(FORMS),
        lambda form: FORMS[form](Wanted(models=("m", "n", "m"), name="other")),
        'has the id ".*m" twice',
    ),
    "a thing made of itself": (
        set(FORMS),
        lambda form: FORMS[form](Wanted(made_of=(("m", "n"), ("n", "m")))),
        "a thing cannot be made of itself",
    ),
    "a reference to nothing": (
        set(FORMS),
        lambda form: FORMS[form](Wanted(made_of=(("m", "gone"),))),
        'leads to ".*gone", which the document does not hold',
    ),
    "a relation of nothing": (
        set(FORMS),
        lambda form: FORMS[form](Wanted(made_of=(("gone", "m"),))),
        'leads to ".*gone", which the document does not hold',
    ),
    "a hostile reference": (
        JSON,
        lambda form: FORMS[form](Wanted(made_of=(("m", ESC),))),
        r'leads to "[^\x1b\u202e\n]*", which',
    ),
    "nothing in it": (
        TYPED,
        lambda form: FORMS[form](Wanted(models=(), made_of=())),
        "names no component|non-empty|too short",
    ),
    "half of it": (JSON, lambda form: FORMS[form](Wanted())[:-9], "is not JSON"),
    "a key that stands twice": (
        JSON,
        lambda form: FORMS[form](Wanted()).replace('"name": "m"', '"name": "m", "name": "k"'),
        'has the key "name" twice',
    ),
    "a number without end": (
        JSON,
        lambda form: FORMS[form](Wanted(name=0)).replace('"name": 0', '"name": ' + "9" * 5000),
        "nested too deeply, or holds a number without end",
    ),
    "nesting without end": (
        JSON,
        lambda form: FORMS[form](Wanted(name=0)).replace(
            '"name": 0', '"name": ' + "[" * 9000 + "]" * 9000
        ),
        "nested too deeply",
    ),
}
CASES = [(name, form) for name, (forms, _, _) in WRONG.items() for form in FORMS if form in forms]


@pytest.mark.parametrize(("name", "form"), CASES)
def test_a_wrong_document_is_one_clear_error_with_its_file(
    name: str, form: str, tmp_path: Path
) -> None:
    _, make, message = WRONG[name]
    path = tmp_path / "document"
    path.write_text(make(form), "utf-8")

    with pytest.raises(Problem, match=message) as caught:
        incoming.write_manifest(path, tmp_path)
    assert caught.value.where.startswith(str(path))
    assert [one.name for one in tmp_path.iterdir()] == ["document"]


@pytest.mark.parametrize("form", FORMS)
def test_the_document_without_the_mistake_is_read(form: str, tmp_path: Path) -> None:
    path = tmp_path / "document"
    path.write_text(FORMS[form](Wanted()), "utf-8")
    project = incoming.load(path)

    assert [(one.name, one.kind) for one in project.things] == [("m", "model"), ("n", "model")]
    assert [(link.product, link.kind, link.object) for link in project.links] == [
        ("m", "base", "n")
    ]


@pytest.mark.parametrize("form", sorted(JSON))
def test_a_hostile_name_becomes_one_plain_line(form: str, tmp_path: Path) -> None:
    path = tmp_path / "document"
    path.write_text(FORMS[form](Wanted(name=ESC)), "utf-8")
    incoming.write_manifest(path, tmp_path)
    text = (tmp_path / "clearance.yaml").read_text("utf-8")
    names = [one.name for one in incoming.load(path).things]

    assert not set(text) & set("\x1b\u202e")
    assert all(name.isprintable() for name in names) and len(names) == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_huge_document_is_refused_unread(form: str, tmp_path: Path) -> None:
    path = tmp_path / "document"
    with path.open("wb") as file:
        file.write(FORMS[form](Wanted()).encode())
        file.truncate(LARGEST + 1)

    with pytest.raises(Problem, match="larger than 20 million bytes"):
        incoming.load(path)


def test_the_command_says_it_in_one_line_and_ends_with_two(tmp_path: Path) -> None:
    path = tmp_path / "document"
    path.write_text(FORMS["spdx3"](Wanted(made_of=(("m", "gone"),))))
    done = subprocess.run(
        [sys.executable, "-m", "clearance", "check", "--bom", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
