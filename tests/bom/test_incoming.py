"""What comes in: our own documents lose nothing, those of others are judged, and wrong ones are one
clear error each.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from clearance.bom.entries import assembled, entry, head
from clearance.bom.read import document as incoming
from clearance.bom.write import spdx
from clearance.check import Options, check_project
from clearance.commands.bom import collected
from clearance.manifest.load import find, load, loads
from clearance.model import Basis, Component, LicenseOf, Project, Release, Thing, Users
from clearance.problems import Problem
from clearance.project.open import declared_at
from clearance.report.json_ import as_data

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
FULL = """
project: {name: p, license: MIT, purpose: research, fields: []}
actor: {kind: company, country: NL, monthly_users: {2023-06: 5}, annual_revenue_usd: 0,
  suits: [{against: a, about: patent}]}
models:
  a: {source: "hf:x/a@r1", license: {weights: llama2, code: MIT},
      obtained: 2024-01-02, modified: false,
      received: product, task: text-generation, note: n,
      basis: {permission: {from: x, date: 2024-01-01}},
      openness: {weights: {level: open, because: b, evidence: e, gated: true}, data: closed}}
  b: {ours: true, base: {a: adapter}, trained_on: [d], modified: true, claims: [open-source]}
  c: {license: MIT OR GPL-3.0-only, chosen: MIT, used_for: [run, trial]}
datasets: {d: {license: none, basis: {fair-use-us: {use: transformative}}}}
code: {lib: {source: "github:x/lib@v1", license: GPL-3.0-only}}
services: {s: {serves: [b], monthly_users: 3, purpose: commercial, fields: [medical], files: out}}
releases:
  - {artifact: b, as: x/b, license: mit, contains: {lib: combined}, evaluated_on: [d], files: dist}
  - {artifact: repository}
accept: [{rule: LIC001, artifact: b, because: memo, by: A, until: 2027-01-01,
  topic: no-license, source: a}]
policy: {fail_on: warning, contested: note, unmet_duties: error,
  require_openness: {data: described}}
"""


def unplaced(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: unplaced(value) for key, value in told.items() if key not in ("place", "file")}
    return [unplaced(one) for one in told] if isinstance(told, list) else told


def verdict(project: Project) -> Any:
    return unplaced(as_data(check_project(project, Options(today="2026-11-01"))))


def written(project: Project, form: str, folder: Path) -> Path:
    bom = collected(project)
    path = folder / "document"
    if form.startswith("cyclonedx"):
        pytest.importorskip("cyclonedx", reason="the extra `cyclonedx` is not installed")
        from clearance.bom.write import cyclonedx

        path.write_text(cyclonedx.render(bom, form.split("-")[1]), "utf-8")
    elif form == "spdx3":
        pytest.importorskip("spdx_python_model", reason="the extra `spdx3` is not installed")
        from clearance.bom.write import spdx3

        path.write_text(spdx3.render(bom), "utf-8")
    else:
        path.write_text(spdx.render(bom, form), "utf-8")
    return path


FORMS = [*spdx.ENCODINGS, "spdx3", "cyclonedx-1.6", "cyclonedx-1.7"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_out_and_in_keeps_every_link_license_and_verdict(
    name: str, form: str, tmp_path: Path
) -> None:
    project = load(find(EXAMPLES / name))
    back = replace(incoming.load(written(project, form, tmp_path)), root=project.root)

    assert verdict(back) == verdict(project)


@pytest.mark.parametrize("form", FORMS)
def test_out_and_in_keeps_every_key_of_the_manifest(form: str, tmp_path: Path) -> None:
    project = loads(FULL, "clearance.yaml", tmp_path)
    path = written(project, form, tmp_path)

    assert incoming.load(path) == incoming._placed(
        replace(project, file=str(path), root=str(tmp_path), read_from="bom"),
        incoming.Place(str(path)),
    )


LOCKED = {
    "version": "1",
    "things": {
        "m": {
            "kind": "model",
            "source": "hf:lab/m",
            "id": "lab/m",
            "license": "apache-2.0",
            "base": [{"id": "lab/b", "how": "finetune"}],
            "datasets": ["lab/d"],
            "task": "text-generation",
            "locked": "2026-10-01",
        },
        "lab/b": {
            "kind": "model",
            "source": "hf:lab/b",
            "id": "lab/b",
            "license": "cc-by-nc-4.0",
            "upstream": True,
            "locked": "2026-10-01",
        },
        "lab/d": {
            "kind": "dataset",
            "source": "hf:lab/d",
            "id": "lab/d",
            "upstream": True,
            "locked": "2026-10-01",
        },
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_what_the_lock_knows_goes_out_with_the_document(form: str, tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "clearance.yaml").write_text(
        "project: {purpose: commercial}\nmodels: {m: {source: 'hf:lab/m'}, o: {ours: true, base:"
        " m}}\nreleases: [{artifact: o, license: apache-2.0}]\n"
    )
    (tmp_path / "lab" / "clearance.lock").write_text(json.dumps(LOCKED))
    project = load(find(tmp_path / "lab"))
    back = incoming.load(written(project, form, tmp_path))
    told = [verdict(one) for one in (back, project)]

    assert back.thing("lab/b").license == (("", "cc-by-nc-4.0"),)
    assert told[0]["findings"] == told[1]["findings"]
    assert told[0]["duties"] == told[1]["duties"]
    assert any("lab/b" in (row["source"], *row["sources"]) for row in told[0]["findings"])


@pytest.mark.parametrize("form", FORMS)
def test_what_a_local_model_says_of_itself_goes_out_with_the_document(
    form: str, tmp_path: Path
) -> None:
    (tmp_path / "lab" / "out").mkdir(parents=True)
    (tmp_path / "lab" / "clearance.yaml").write_text(
        "models: {o: {source: 'path:out', used_for: run}}\n"
    )
    (tmp_path / "lab" / "out" / "adapter_config.json").write_text(
        '{"base_model_name_or_path": "meta-llama/Llama-2-7b-hf", "peft_type": "LORA"}'
    )
    project = declared_at(tmp_path / "lab").project
    back = incoming.load(written(project, form, tmp_path))

    assert [(link.product, link.kind, link.how) for link in back.links] == [
        ("o", "base", "adapter")
    ]
    assert back.thing(back.links[0].object).source.casefold().startswith("hf:meta-llama/llama-2-7b")


def test_every_field_of_a_thing_has_its_key() -> None:
    held = {
        "name",
        "kind",
        "license_from",
        "task_from",
        "status",
        "doubts",
        "place",
        "known_from",
        "ours",
    }
    renamed = {"alias": "as"}
    thing = Release(
        "n",
        "release",
        **{
            one.name: "x"
            for one in fields(Release)
            if one.name not in {"name", "kind", "place"} and one.type == "str"
        },
    )  # type: ignore[arg-type]
    told = entry(
        Project("p", "f", "."),
        replace(
            thing,
            ours=True,
            license=(LicenseOf("", "mit"),),
            license_from="manifest",
            task_from="manifest",
            modified="yes",
            basis=(Basis("g", ()),),
            components=(Component("c", "", ""),),
            purpose="research",
            claims=("c",),
            used_for=("run",),
            fields=(),
            monthly_users=(Users("", 0),),
        ),
    )

    missing = (
        {renamed.get(one.name, one.name) for one in fields(Release) if one.name not in held}
        - set(told)
        - {"openness"}
    )
    assert missing == set()
    ours = Thing("m", "model", ours=True, license=(LicenseOf("", "mit"),))
    assert entry(Project("p", "f", "."), ours)["ours"] is True


def test_the_head_of_a_manifest_loads_again(tmp_path: Path) -> None:
    project = loads(FULL, "clearance.yaml", tmp_path)
    told = assembled(
        head(project),
        [("a", "model", {}), ("b", "model", {}), ("d", "dataset", {}), ("lib", "code", {})],
    )
    again = loads(json.dumps(told), "clearance.yaml", tmp_path)

    assert (again.actor, again.purpose, again.fields, again.policy.fail_on) == (
        project.actor,
        "research",
        (),
        "warning",
    )


CHANGED = {
    "json": ('licenseDeclared": "MIT"', 'licenseDeclared": "CC-BY-NC-4.0"'),
    "yaml": ("licenseDeclared: MIT", "licenseDeclared: CC-BY-NC-4.0"),
    "tag-value": ("PackageLicenseDeclared: MIT", "PackageLicenseDeclared: CC-BY-NC-4.0"),
    "spdx3": ('licenseExpression": "MIT"', 'licenseExpression": "CC-BY-NC-4.0"'),
    "cyclonedx-1.6": ('"expression": "MIT"', '"expression": "CC-BY-NC-4.0"'),
}


@pytest.mark.parametrize("form", CHANGED)
def test_a_license_that_somebody_changed_in_the_document_counts(form: str, tmp_path: Path) -> None:
    project = loads("models: {m: {license: mit, used_for: run}}", "clearance.yaml", tmp_path)
    path = written(project, form, tmp_path)
    path.write_text(path.read_text().replace(*CHANGED[form]))

    assert incoming.load(path).thing("m").license == (("", "CC-BY-NC-4.0"),)


FOREIGN = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "root"}},
    "components": [
        {
            "type": "machine-learning-model",
            "name": "m",
            "bom-ref": "m",
            "purl": "pkg:huggingface/acme/m@1",
            "licenses": [{"license": {"id": "CC-BY-NC-4.0"}}],
            "modelCard": {"modelParameters": {"datasets": [{"ref": "d"}]}},
        },
        {
            "type": "data",
            "name": "d",
            "bom-ref": "d",
            "licenses": [{"expression": "MIT OR Apache-2.0"}],
        },
    ],
    "dependencies": [{"ref": "root", "dependsOn": ["m"]}],
}


def test_a_document_of_others_becomes_things_links_and_uses(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(FOREIGN))
    project = incoming.load(path)

    assert [(t.name, t.kind, t.source, t.license, t.used_for) for t in project.things] == [
        ("m", "model", "hf:acme/m@1", (("", "CC-BY-NC-4.0"),), ("run",)),
        ("d", "dataset", "", (("", "MIT OR Apache-2.0"),), ()),
    ]
    assert [(link.product, link.kind, link.object) for link in project.links] == [
        ("m", "trained_on", "d")
    ]


def cdx(**change: Any) -> str:
    return json.dumps(FOREIGN | change)


WRONG = {
    "nothing": ("", "is neither|is empty"),
    "list": ("[]", "is neither SPDX nor CycloneDX"),
    "other": ('{"a": 1}', "is neither SPDX nor CycloneDX"),
    "type": (cdx(components={"a": 1}), "components: .* is not of type 'array'"),
    "tag-value": ("SPDXVersion: SPDX-2.3\nFoo bar\n", "is no SPDX tag-value"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_is_one_clear_error_with_its_file(name: str, tmp_path: Path) -> None:
    text, message = WRONG[name]
    path = tmp_path / "x.json"
    path.write_text(text)

    with pytest.raises(Problem, match=message) as caught:
        incoming.load(path)
    assert caught.value.where.startswith(str(path))


def clearance(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clearance", *args],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_commands_judge_a_document_and_make_a_manifest_of_it(tmp_path: Path) -> None:
    document = tmp_path / "x.spdx.json"
    made = clearance("bom", str(EXAMPLES / "student"), "--output", str(document))
    judged = clearance("check", "--bom", str(document))
    started = clearance("init", str(tmp_path), "--from-bom", str(document))
    again = clearance("check", str(tmp_path))

    assert (made.returncode, judged.returncode, started.returncode, again.returncode) == (
        0,
        1,
        0,
        1,
    ), made.stderr + judged.stderr + started.stderr
    assert "OUT001" in judged.stdout and "OUT001" in again.stdout


def test_a_wrong_document_writes_nothing(tmp_path: Path) -> None:
    document = tmp_path / "x.json"
    document.write_text("{")
    done = clearance("init", str(tmp_path), "--from-bom", str(document))

    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert not (tmp_path / "clearance.yaml").exists()


@pytest.mark.parametrize("target", ["gone/x.json", "folder"])
def test_what_cannot_be_written_is_one_error_and_leaves_nothing(
    target: str, tmp_path: Path
) -> None:
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    done = clearance("bom", str(EXAMPLES / "product"), "--output", str(tmp_path / target))

    assert (done.returncode, "Traceback" in done.stderr, sorted(tmp_path.rglob("*"))) == (
        2,
        False,
        before,
    )


def test_a_document_that_cannot_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    old = tmp_path / "x.json"
    old.write_text("old")
    (tmp_path / "clearance.yaml").write_text("models: {m: {license: [}}\n")
    done = clearance("bom", str(tmp_path), "--output", str(old))

    assert (
        done.returncode,
        old.read_text(),
        [path.name for path in tmp_path.iterdir() if path.name.startswith(".")],
    ) == (2, "old", [])
