"""The command line as a user meets it: exit codes, formats, mistakes answered."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from clearance.cli import cli

GOOD = (
    "project: {purpose: research, fields: []}\nmodels: {m: {license: mit, task: text-generation,"
    " used_for: run}}\n"
)
BAD = (
    "project: {purpose: commercial, fields: []}\nmodels: {m: {license: cc-by-nc-4.0, task:"
    " text-generation, used_for: run}}\n"
)
WARN = "project: {purpose: research}\nmodels: {m: {license: other, used_for: run}}\n"


def clearance(*args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clearance", *args],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
    )


def project(folder: Path, text: str) -> Path:
    (folder / "clearance.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        (GOOD, (), 0),
        (BAD, (), 1),
        (WARN, (), 0),
        (WARN, ("--fail-on", "warning"), 1),
        (WARN, ("--strict",), 1),
        ("models: [\n", (), 2),
        ("project: {}\n", (), 4),
    ],
)
def test_exit_codes(tmp_path: Path, text: str, args: tuple[str, ...], code: int) -> None:
    done = clearance("check", str(project(tmp_path, text)), *args)

    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stdout + done.stderr


def test_a_folder_without_a_manifest_never_exits_0(tmp_path: Path) -> None:
    done = clearance("check", str(tmp_path))

    assert done.returncode == 4


def test_a_wrong_path_is_exit_code_2(tmp_path: Path) -> None:
    assert clearance("check", str(tmp_path / "nowhere")).returncode == 2


def test_the_first_line_says_what_to_do_and_the_last_counts(tmp_path: Path) -> None:
    lines = clearance("check", str(project(tmp_path, BAD))).stdout.splitlines()

    assert lines[0].startswith("1 error to mend; start with m:")
    assert lines[-1].startswith("1 thing checked: 1 error")


def test_no_color_in_a_pipe(tmp_path: Path) -> None:
    assert "\x1b" not in clearance("check", str(project(tmp_path, BAD))).stdout


def test_json_fits_its_own_schema(tmp_path: Path) -> None:
    report = json.loads(clearance("check", str(project(tmp_path, BAD)), "--format", "json").stdout)
    schema = json.loads(clearance("schema", "report").stdout)

    jsonschema.Draft202012Validator(schema).validate(report)
    assert set(report) >= {
        "version",
        "project",
        "findings",
        "duties",
        "accepted",
        "artifacts",
        "assumptions",
        "skipped",
        "data_versions",
    }


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    project(tmp_path, BAD)

    assert (
        clearance("check", str(tmp_path), "--format", "json").stdout
        == clearance("check", str(tmp_path), "--format", "json").stdout
    )


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    done = clearance(
        "check",
        ".",
        "--format",
        "json",
        "--output",
        "out.json",
        "--format",
        "text",
        cwd=project(tmp_path, BAD),
    )

    assert json.loads((tmp_path / "out.json").read_text())["summary"]["error"] == 1
    assert done.stdout.startswith("1 error")


def test_several_projects_in_one_run(tmp_path: Path) -> None:
    for name, text in (("a", GOOD), ("b", BAD)):
        (tmp_path / name).mkdir()
        project(tmp_path / name, text)
    done = clearance("check", "a", "b", cwd=tmp_path)

    assert (done.returncode, done.stdout.count("thing checked")) == (1, 2)


@pytest.mark.parametrize("what", ["manifest", "license", "rule", "report"])
def test_schemas_are_schemas(what: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(clearance("schema", what).stdout))


def test_explain_answers_for_rules_licenses_and_clauses() -> None:
    assert clearance("explain", "OUT001").stdout.startswith("# OUT001")
    assert "Llama 2" in clearance("explain", "Llama 2 Community License").stdout
    assert "1.b.v" in clearance("explain", "llama2 1.b.v").stdout


def test_explain_json_has_the_fields_that_others_rely_on() -> None:
    told = json.loads(clearance("explain", "llama2", "--format", "json").stdout)

    assert set(told) >= {"id", "spdx", "aliases", "title", "rung", "osi_approved", "read", "terms"}
    assert set(told["terms"][0]) >= {
        "id",
        "verdict",
        "act",
        "reach",
        "topic",
        "when",
        "do",
        "except",
        "binds",
        "release_under",
        "contested",
        "clause",
        "says",
        "strings",
    }


def test_explain_of_something_unknown_suggests() -> None:
    done = clearance("explain", "lama2")

    assert (done.returncode, "did you mean" in done.stderr) == (2, True)


@pytest.mark.parametrize("what", ["rules", "licenses"])
def test_lists(what: str) -> None:
    assert len(clearance("explain", "--list", what).stdout.splitlines()) > 10


def test_a_mistyped_command_is_answered_with_the_right_one() -> None:
    done = clearance("chekc")

    assert (done.returncode, 'did you mean "check"?' in done.stderr) == (2, True)


def test_release_options_say_why_not(tmp_path: Path) -> None:
    text = (
        "project: {purpose: research}\ndatasets: {wiki: {license: CC-BY-SA-4.0}, d: {ours: true,"
        " derived_from: wiki}}\n"
    )
    done = json.loads(
        clearance("release-options", "d", str(project(tmp_path, text)), "--format", "json").stdout
    )
    options = {row["license"]: row for row in done["options"]}

    assert options["cc-by-sa-4.0"]["allowed"]
    assert not options["apache-2.0"]["allowed"]
    assert (
        "CC" in options["apache-2.0"]["because"]
        or "Creative Commons" in options["apache-2.0"]["because"]
    )


def test_release_options_fit_a_screen_and_say_what_is_disputed(tmp_path: Path) -> None:
    text = (
        "project: {purpose: research}\ndatasets: {wiki: {license: CC-BY-SA-4.0}}\nmodels: {m:"
        " {ours: true, trained_on: wiki}}\n"
    )
    folder = str(project(tmp_path, text))
    told = clearance("release-options", "m", folder).stdout

    assert told.splitlines()[1].split()[0] == "apache-2.0"
    assert len(told.splitlines()) < 25
    assert (
        told.count(
            "disputed: Creative Commons Attribution-ShareAlike 4.0 International (wiki, trained)"
        )
        == 1
    )
    assert (
        len(
            json.loads(clearance("release-options", "m", folder, "--format", "json").stdout)["open"]
        )
        == 1
    )


@pytest.mark.parametrize(
    ("license", "first", "words"),
    [
        ("none", "m may not be released as it stands:", "nothing permits to distribute b"),
        (
            "acme-license",
            "m may be released under, as far as is known:",
            "not known: release:m holds b, whose license is not known",
        ),
        ("jamba-open-model", "m may be released under, as far as is known:", "was not read"),
    ],
)
def test_release_options_do_not_call_free_what_is_barred_or_not_known(
    tmp_path: Path, license: str, first: str, words: str
) -> None:
    text = (
        f"project: {{purpose: research}}\nmodels: {{b: {{license: {license}}}, m: {{ours: true,"
        " base: b}}\n"
    )
    told = clearance("release-options", "m", str(project(tmp_path, text))).stdout

    assert told.splitlines()[0] == first
    assert words in " ".join(told.split())


def test_notice_prints_the_prescribed_words(tmp_path: Path) -> None:
    text = (
        "project: {purpose: research}\nmodels: {l: {license: llama3.1}, m: {ours: true, base:"
        " l}}\nreleases: [{artifact: m, as: me/Llama-x, license: llama3.1}]\n"
    )

    assert "Built with Llama" in clearance("notice", str(project(tmp_path, text))).stdout


HOUSE = """\
---
id: house-license
title: House License
spdx: LicenseRef-house
rung: restricted
made_for: [model]
read: full
url: https://example.org/house
terms:
  - id: grant
    verdict: permit
    act: any
    reach: any
    topic: redistribution
    clause: '1'
    says: everything
  - id: no-hosting
    verdict: forbid
    act: [serve]
    reach: [material]
    topic: hosting
    clause: '2'
    says: not as a service
  - id: copy
    verdict: require
    act: [distribute]
    reach: [material, derivative]
    topic: license-copy
    do: include-license
    clause: '3'
    says: the license goes along
---
## In short
## Traps
## Cases

```yaml bad HST001:no-hosting HSE001
project: {purpose: research}
models: {m: {license: house-license}}
services: {s: {serves: m}}
```
"""
HOUSE_RULE = """\
---
id: HSE001
name: house-hosting
title: House models stay in the house
severity: warning
since: 0.1.0
fact: term
when: {verdict: forbid, topic: hosting}
message: "{target} serves {source}"
---
## What it checks
## Why it matters
## Cases
"""
HOUSE_TEXT = " ".join(
    f"The house gives you right number {i} over its model, and you give the house {i * 7} cups of"
    " tea, unless the kettle is broken."
    for i in range(12)
)
HOUSE_PROJECT = """\
project: {purpose: research, fields: []}
models:
  m: {license: house-license, task: text-generation}
  ours: {ours: true, base: m}
services: {s: {serves: m}}
releases: [{artifact: ours, as: lab/ours, license: house-license}]
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a folder with a pack of one license, its text and one rule, and a project that needs
    it; `sources` holds another one without a manifest.
    """
    for folder in ("pack/rules", "pack/licenses", "sources"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pack" / "licenses" / "house-license.md").write_text(HOUSE)
    (tmp_path / "pack" / "licenses" / "house-license.txt").write_text(HOUSE_TEXT)
    (tmp_path / "pack" / "rules" / "HSE001.md").write_text(HOUSE_RULE)
    (tmp_path / "sources" / "LICENSE").write_text(f"Copyright 2026 The House\n\n{HOUSE_TEXT}\n")
    (tmp_path / "sources" / "run.py").write_text(
        'from transformers import AutoModel\nm = AutoModel.from_pretrained("some-lab/tiny-model")\n'
    )
    return project(tmp_path, HOUSE_PROJECT)


def test_a_pack_adds_a_license_and_a_rule_without_python(house: Path) -> None:
    done = clearance("test", str(house / "pack"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 cases, 0 failed"), (
        done.stdout + done.stderr
    )


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("check", "warning HSE001"),
        ("check --format markdown", "House License"),
        ("explain house-license", "not as a service"),
        ("explain house-license 2", "not as a service"),
        ("explain HSE001", "House models stay in the house"),
        ("explain --list licenses", "House License"),
        ("explain --list rules", "HSE001"),
        ("openness --format json", '"license_open": "no"'),
        ("notice", "under House License (LicenseRef-house)"),
        ("release-options ours", "House License"),
        ("bom", "LicenseRef-house"),
        ("bom --format cyclonedx", "LicenseRef-house"),
        ("identify sources/LICENSE", "exact  house-license"),
        ("init sources", "license: LicenseRef-house"),
    ],
)
def test_every_command_that_reads_licenses_or_rules_knows_those_of_a_pack(
    house: Path, monkeypatch: pytest.MonkeyPatch, command: str, word: str
) -> None:
    monkeypatch.chdir(house)
    alone = told(*command.split())
    (house / "sources" / "clearance.yaml").unlink(missing_ok=True)
    with_pack = told(*command.split(), "--pack", "pack")

    assert (word in alone, word in with_pack) == (False, True), with_pack


def told(*args: str) -> str:
    """Return what a command prints, or writes as a manifest."""
    text = CliRunner().invoke(cli, args).output
    written = Path("sources", "clearance.yaml")
    return text + (written.read_text() if written.is_file() else "")


def test_the_manifest_schema_accepts_every_example_as_editors_read_it() -> None:
    import yaml

    validator = jsonschema.Draft202012Validator(json.loads(clearance("schema", "manifest").stdout))
    for path in sorted((Path(__file__).parent.parent / "examples").glob("*/clearance.yaml")):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        text = json.loads(json.dumps(data).replace('"true"', "true").replace('"false"', "false"))
        wrong = [
            f"{'.'.join(map(str, e.absolute_path))}: {e.message}"
            for e in validator.iter_errors(text)
            if "annual_revenue" not in str(e.absolute_path)
        ]
        assert wrong == [], path


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("check", "--format", "sarfi"), "sarif"),
        (("check", "--format", "SARIF"), "sarif"),
        (("check", "--fail-on", "eror"), "error"),
        (("check", "--formt", "json"), "--format"),
        (("explain", "--list", "lisenses"), "licenses"),
        (("explain", "llama2", "--purpose", "comercial"), "commercial"),
        (("bom", "--format", "cyclondx"), "cyclonedx"),
        (("schema", "manifst"), "manifest"),
    ],
)
def test_a_mistyped_option_or_word_is_answered_with_the_right_one(
    args: tuple[str, ...], word: str
) -> None:
    done = clearance(*args)

    assert done.returncode == 2
    assert re.search(rf"""[Dd]id you mean.*['"]{word}['"]""", done.stderr)


def test_quiet_and_verbose_exclude_each_other(tmp_path: Path) -> None:
    assert clearance("check", str(project(tmp_path, GOOD)), "-q", "-v").returncode == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("clearance che", "plain,check"),
        ("clearance check --format s", "plain,sarif"),
        ("clearance check --fail-on w", "plain,warning"),
        ("clearance schema lo", "plain,lock"),
    ],
)
def test_bash_completes_commands_options_and_words(words: str, told: str) -> None:
    env = os.environ | {
        "_CLEARANCE_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.argv[0] = 'clearance'; from clearance.cli import main; main()",
        ],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )

    assert done.stdout.split() == [told]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_printed_for_each_shell(shell: str) -> None:
    env = os.environ | {"_CLEARANCE_COMPLETE": f"{shell}_source"}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.argv[0] = 'clearance'; from clearance.cli import main; main()",
        ],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )

    assert (done.returncode, "_CLEARANCE_COMPLETE" in done.stdout) == (0, True)
