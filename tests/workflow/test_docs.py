"""The documents: generated parts are fresh, recipes run, links hit, every command's help shows an example."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest

from clearance.check import check_project
from clearance.cli import cli
from clearance.manifest import loads
from clearance.model import Report

from .conftest import ROOT

DOCS = ROOT / "docs"
RECIPES = re.findall(r"^## (.*?)$.*?```yaml\n(.*?)```", (DOCS / "recipes.md").read_text(), re.MULTILINE | re.DOTALL)
COMMANDS = sorted(cli.commands)


def test_generated_documents_are_fresh() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "sync.py"), "--check"], capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_document_is_named_with_the_command_that_repairs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import sync

    monkeypatch.setattr(sync, "generated", lambda: {DOCS / "rules.md": "other"})

    assert sync.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/rules.md is stale; repair it with: python scripts/sync.py\n"


@pytest.mark.parametrize("path", sorted((DOCS / "schemas").glob("*.json")), ids=lambda p: p.stem)
def test_schemas_are_schemas(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


def told(text: str, folder: Path) -> Report:
    return check_project(loads(text, "clearance.yaml", folder))


def test_there_are_five_recipes() -> None:
    assert len(RECIPES) == 5


@pytest.mark.parametrize("text", [text for _, text in RECIPES], ids=[name for name, _ in RECIPES])
def test_a_recipe_is_a_manifest_whose_licenses_are_all_known(text: str, tmp_path: Path) -> None:
    report = told(text, tmp_path)

    assert [(one.id, name) for one in report.artifacts if one.place.file == "clearance.yaml" for _, name in one.license if name.startswith("unresolved")] == []
    assert [row.message for row in report.findings if row.severity == "error"] == []


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_links_between_documents_hit(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(), flags=re.DOTALL)
    missed = []
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        other = path.parent / file if file else path
        if not other.exists() or (anchor and f'id="{anchor}"' not in other.read_text() and anchor not in slugs(other)):
            missed.append(target)

    assert missed == []


def slugs(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example_that_parses(name: str) -> None:
    command = cli.commands[name]
    examples = re.findall(rf"^\s*clearance {re.escape(name)}\b.*$", command.help or "", re.MULTILINE)

    assert examples
    assert isinstance(command, click.Command)
    for example in examples:
        words = re.findall(r'"[^"]*"|\S+', example.split(">")[0].split("   ")[0].strip())
        options = {word for word in words if word.startswith("-")}
        known = {opt for param in command.params for opt in (*param.opts, *param.secondary_opts)} | {"--help"}
        assert {option.split("=")[0] for option in options} <= known


def test_the_quick_start_names_real_commands_and_formats() -> None:
    texts = "\n".join((DOCS / name).read_text() for name in ("quickstart.md", "ci.md", "recipes.md", "verdicts.md"))
    used = set(re.findall(r"(?:^|`|- )clearance ([a-z][\w-]*)", texts, re.MULTILINE))

    assert used <= set(COMMANDS)
    assert set(re.findall(r"--format (\w+)", texts)) <= {"text", "json", "sarif", "github", "junit", "markdown", "html"}
