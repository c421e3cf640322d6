"""check joins the lock: filled in, disagreeing, missing, stale; bad locks are one clear error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearance.check import Options, check
from clearance.lock import file as locks
from clearance.model import Report
from clearance.problems import Problem

ENTRY = {"kind": "model", "source": "hf:o/m", "id": "o/m", "locked": "2026-01-01"}


def checked(folder: Path, manifest: str, **things: dict[str, object]) -> Report:
    (folder / "clearance.yaml").write_text("project: {purpose: research, fields: []}\n" + manifest)
    (folder / "clearance.lock").write_text(json.dumps({"version": "1", "things": things}))
    return check(folder, Options(today="2026-11-01"))


def found(report: Report) -> list[tuple[str, str, str]]:
    return [
        (row.rule, row.severity, row.source)
        for row in report.findings
        if row.rule.startswith("LCK")
    ]


def test_a_license_that_the_manifest_leaves_out_comes_from_the_lock(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        'models: {m: {source: "hf:o/m", used_for: run}}\n',
        m={**ENTRY, "license": "mit", "task": "fill-mask"},
    )

    assert (
        report.artifacts[0].license,
        report.artifacts[0].license_from,
        report.project.things[0].task,
    ) == ((("", "mit"),), "lock", "fill-mask")


def test_declared_and_locked_that_differ_are_a_warning_that_names_both_and_the_terms(
    tmp_path: Path,
) -> None:
    manifest = (
        'datasets: {dolma: {source: "hf:allenai/dolma", license: odc-by-1.0}}\nmodels: {m: {ours:'
        " true, trained_on: dolma}}\n"
    )
    entry = {
        **ENTRY,
        "kind": "dataset",
        "source": "hf:allenai/dolma",
        "id": "allenai/dolma",
        "license": "LicenseRef-AI2-ImpACT-MR",
    }
    report = checked(tmp_path, manifest, dolma=entry)
    row = next(row for row in report.findings if row.rule == "LCK001")

    assert (row.severity, row.topic, row.source) == ("warning", "license-drift", "dolma")
    assert "odc-by-1.0" in row.message
    assert "LicenseRef-AI2-ImpACT-MR" in row.message
    assert "no longer limits or forbids: military use" in row.message
    assert next(one for one in report.artifacts if one.id == "dolma").license == (
        ("", "odc-by-1.0"),
    )


def test_missing_and_stale_entries_are_findings(tmp_path: Path) -> None:
    manifest = (
        'models: {m: {source: "hf:o/other", license: mit, used_for: run}, n: {source: "hf:o/n",'
        " license: mit, used_for: run}}\n"
    )

    assert found(checked(tmp_path, manifest, m=ENTRY, left=ENTRY)) == [
        ("LCK003", "warning", "left"),
        ("LCK003", "warning", "m"),
        ("LCK002", "note", "n"),
    ]


def test_the_locked_lineage_is_walked(tmp_path: Path) -> None:
    base = {
        **ENTRY,
        "source": "hf:o/b",
        "id": "o/b",
        "license": "cc-by-nc-4.0",
        "upstream": True,
        "base": [{"id": "o/m", "how": ""}],
    }
    report = checked(
        tmp_path,
        'models: {m: {source: "hf:o/m", used_for: run}}\n',
        m={**ENTRY, "license": "mit", "base": [{"id": "o/b", "how": "quantize"}]},
        **{"o/b": base},
    )

    assert [
        (link.product, link.kind, link.object, link.how, link.known_from)
        for link in report.project.links
    ] == [("m", "base", "o/b", "quantize", "lock")]


def test_without_a_lock_nothing_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(
        'models: {m: {source: "hf:o/m", license: mit, used_for: run}}\n'
    )

    assert found(check(tmp_path)) == []


GOOD = json.dumps({"version": "1", "things": {"m": ENTRY}}, indent=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace('"1"', '"9"'), 'is of version "9"; this program reads 1'),
        (GOOD[: len(GOOD) // 2], "breaks off"),
        ("", "breaks off"),
        (GOOD.replace(' "things"', '<<<<<<< ours\n "things"'), "holds a merge conflict"),
        (GOOD.replace("model", "modle"), "kind"),
        (GOOD.replace('"id"', '"idd"'), "idd"),
        ("[" * 100_000, "nested too deeply"),
        ('{"version": "1", "version": "1"}', "has a key twice"),
        ("[1]", "is of version null"),
        (GOOD.replace("o/m", "\\u001b[2Jo/m" * 500), "at most 2000"),
        ('{"version": ' + "9" * 5000 + "}", "a number that is none"),
    ],
)
def test_a_bad_lock_is_one_clear_error(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "clearance.lock").write_text(text)

    with pytest.raises(Problem) as told:
        locks.load(tmp_path / "clearance.lock", "clearance.lock")
    assert (
        says in str(told.value),
        str(told.value).isprintable() or "\n" in str(told.value),
        told.value.code,
    ) == (True, True, 2)
    assert "\x1b" not in str(told.value)


def test_every_prefix_of_a_lock_is_refused_and_hostile_strings_come_back_as_they_were(
    tmp_path: Path,
) -> None:
    path = tmp_path / "clearance.lock"
    things = {"\x1b[31m\u202ename": {**ENTRY, "license_name": '"}]\n<<<<<<< x\u2028{[' * 9}}
    locks.save(path, locks.loads(json.dumps({"version": "1", "things": things}), "x"))
    text = path.read_text("ascii")

    assert locks.load(path) == locks.loads(json.dumps({"version": "1", "things": things}), "x")
    for end in range(0, len(text) - 2, 7):
        with pytest.raises(Problem):
            locks.loads(text[:end], "x")
