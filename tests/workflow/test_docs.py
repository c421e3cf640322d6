"""The documents: generated parts are fresh, recipes run, links hit, every command's help shows an
example.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

from clearance.check import check_project
from clearance.cli import cli
from clearance.commands.schema import schema
from clearance.manifest.help import HELP
from clearance.manifest.load import loads
from clearance.model import Report
from clearance.report import FORMATS

from .conftest import ROOT

DOCS = ROOT / "docs"
RECIPES = re.findall(
    r"^## (.*?)$.*?```yaml\n(.*?)```", (DOCS / "recipes.md").read_text(), re.MULTILINE | re.DOTALL
)
COMMANDS = sorted(cli.commands)


def test_generated_documents_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "sync.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_document_is_named_with_the_command_that_repairs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import sync

    monkeypatch.setattr(sync, "generated", lambda: {DOCS / "rules.md": "other"})

    assert sync.main(["--check"]) == 1
    assert (
        capsys.readouterr().out
        == "docs/rules.md is stale; repair it with: python scripts/sync.py\n"
    )


@pytest.mark.parametrize("path", sorted((DOCS / "schemas").glob("*.json")), ids=lambda p: p.stem)
def test_schemas_are_schemas(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


def test_every_key_of_the_manifest_is_explained_to_editors() -> None:
    made = schema("manifest")
    keys = [
        (name, key, one.get("description", ""))
        for name, part in [("", made), *made["$defs"].items()]
        for key, one in part.get("properties", {}).items()
    ]

    assert [(name, key) for name, key, says in keys if not says.endswith(".")] == []
    assert len(keys) == sum(len(rows) for rows in HELP.values())


def told(text: str, folder: Path) -> Report:
    return check_project(loads(text, "clearance.yaml", folder))


def test_there_are_five_recipes() -> None:
    assert len(RECIPES) == 5


@pytest.mark.parametrize("text", [text for _, text in RECIPES], ids=[name for name, _ in RECIPES])
def test_a_recipe_is_a_manifest_whose_licenses_are_all_known(text: str, tmp_path: Path) -> None:
    report = told(text, tmp_path)

    assert [
        (one.id, name)
        for one in report.artifacts
        if one.place.file == "clearance.yaml"
        for _, name in one.license
        if name.startswith("unresolved")
    ] == []
    assert [row.message for row in report.findings if row.severity == "error"] == []


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_links_between_documents_hit(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(), flags=re.DOTALL)
    missed = []
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        other = path.parent / file if file else path
        if not other.exists() or (
            anchor and f'id="{anchor}"' not in other.read_text() and anchor not in slugs(other)
        ):
            missed.append(target)

    assert missed == []


def slugs(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example_that_parses(name: str) -> None:
    command = cli.commands[name]
    examples = re.findall(
        rf"^\s*clearance {re.escape(name)}\b.*$", command.help or "", re.MULTILINE
    )

    assert examples
    assert isinstance(command, click.Command)
    for example in examples:
        words = re.findall(r'"[^"]*"|\S+', example.split(">")[0].split("   ")[0].strip())
        options = {word for word in words if word.startswith("-")}
        known = {
            opt for param in command.params for opt in (*param.opts, *param.secondary_opts)
        } | {"--help"}
        assert {option.split("=")[0] for option in options} <= known


PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
BLOCKS = [
    (page.name, info, body)
    for page in PAGES
    for info, body in re.findall(
        r"^```([^\n]*)\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL
    )
]
MANIFESTS = [
    (name, body)
    for name, info, body in BLOCKS
    if info.startswith("yaml") and body.startswith("project:")
]
FRAGMENTS = [
    (name, body)
    for name, info, body in BLOCKS
    if info == "yaml" and re.match(r"(models|datasets|releases|policy|accept|actor):", body)
]
LINES = sorted(
    {
        re.sub(r"\s+#.*", "", line)
        for _, info, body in BLOCKS
        if info == "sh"
        for line in body.splitlines()
        if line.startswith("clearance ")
    }
)


@pytest.mark.parametrize(
    ("name", "text"), MANIFESTS, ids=[f"{name}-{i}" for i, (name, _) in enumerate(MANIFESTS)]
)
def test_a_manifest_in_the_documents_is_one(name: str, text: str, tmp_path: Path) -> None:
    assert told(text, tmp_path).artifacts


@pytest.mark.parametrize(
    ("name", "text"), FRAGMENTS, ids=[f"{name}-{i}" for i, (name, _) in enumerate(FRAGMENTS)]
)
def test_a_piece_of_a_manifest_in_the_documents_fits_the_schema(name: str, text: str) -> None:
    jsonschema.Draft202012Validator(schema("manifest")).validate(yaml.safe_load(text))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which the commands of the documents can run."""
    shutil.copytree(ROOT / "examples" / "student", tmp_path, dirs_exist_ok=True)
    for name in ("reader", "ranker"):
        shutil.copytree(ROOT / "examples" / "bert-squad", tmp_path / "models" / name)
    return tmp_path


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *shlex.split(line)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("clearance lock")])
def test_a_command_in_the_documents_runs(line: str, project: Path) -> None:
    if "project.cdx.json" in line and "--output" not in line:
        pytest.importorskip(
            "cyclonedx", reason="cyclonedx-python-lib is not installed: this command did not run"
        )
        assert (
            run("clearance bom --format cyclonedx --output project.cdx.json", project).returncode
            == 0
        )
    if line.startswith("clearance init"):
        (project / "clearance.yaml").unlink()
        (project / "train.py").write_text(
            'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'
        )
    done = run(line, project)

    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_transcript_of_openness_is_what_it_prints() -> None:
    text = next(body for name, info, body in BLOCKS if (name, info) == ("openness.md", "console"))

    assert (
        "$ clearance openness"
        f" examples/student\n{run('clearance openness examples/student', ROOT).stdout}".strip()
        == text.strip()
    )


def test_commands_options_and_formats_named_in_the_documents_exist() -> None:
    wrong = []
    for page in PAGES:
        for name, rest in re.findall(
            r"(?:^|`|\$ )clearance ([a-z][\w-]*)([^`\n|]*)", page.read_text(), re.MULTILINE
        ):
            known = (
                {
                    opt
                    for param in cli.commands[name].params
                    for opt in (*param.opts, *param.secondary_opts)
                }
                if name in COMMANDS
                else set()
            )
            options = set(re.findall(r"(?<=\s)--?[a-z][\w-]*", rest.split(" #")[0]))
            wrong += (
                [(page.name, name, option) for option in options - known - {"--help"}]
                if name in COMMANDS
                else [(page.name, name, "")]
            )
        wrong += [
            (page.name, "--format", word)
            for word in re.findall(r"check[^`\n]*--format (\w+)", page.read_text())
            if word not in FORMATS
        ]

    assert wrong == []
