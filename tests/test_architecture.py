"""The shape of the code: layers, no cycles, nothing heavy at start, files that one head can hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "clearance"
LAYERS = (
    {"problems", "progress", "screen", "words", ""},
    {"model", "files"},
    {"yamlfile", "expressions", "spelling", "facts"},
    {"library_form", "manifest_form", "lock_form", "manifest_help"},
    {"manifest_errors"},
    {"library", "manifest", "catalogue", "lock", "texts"},
    {"flow", "conditions", "evidence"},
    {"graph"},
    {"join"},
    {"observe"},
    {"join_lock"},
    {"judge"},
    {"report"},
    {"scanning", "local"},
    {"check"},
    {"bom", "explain", "identify", "explain_thing", "casebook", "schemas", "releasing", "init", "hub", "locking", "testing", "scan_report", "mof_disk"},
    {"mof"},
    {"online"},
    {"run", "openness"},
    {"cli", "__main__"},
)
RANK = {name: i for i, layer in enumerate(LAYERS) for name in layer}
ALONE = {"scan": {"model", "problems", "progress", "", "scan", "yamlfile"}}


def imports(path: Path) -> set[str]:
    """Return the clearance modules (first name below the package) that a file imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "clearance":
            parts = node.module.split(".")[1:]
            found |= {parts[0]} if parts else {alias.name for alias in node.names}
    return {"" if name == "__version__" else name for name in found}


def module(path: Path) -> str:
    name = path.relative_to(SRC).parts[0].removesuffix(".py")
    return "" if name == "__init__" else name


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_a_module_imports_only_from_layers_below(path: Path) -> None:
    name = module(path)
    if name in ALONE:
        assert imports(path) <= ALONE[name]
        return
    assert name in RANK, f"{name} has no layer; add it to LAYERS"
    above = {one for one in imports(path) if one != name and one != "scan" and RANK.get(one, 99) > RANK[name]}
    assert above == set()


def test_only_what_is_told_to_go_online_can() -> None:
    importers = {name: {module(path) for path in SRC.rglob("*.py") if name in imports(path) and module(path) != name} for name in ("hub", "online")}

    assert importers == {"hub": {"locking", "online"}, "online": {"run", "openness"}}


def loaded_by(*command: str) -> set[str]:
    code = "import sys; sys.argv = ['clearance', *sys.argv[1:]]\nfrom clearance.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\nprint('\\n'.join(['@@', *sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True, timeout=120)
    return {line.split(".")[0] for line in done.stdout.partition("@@\n")[2].splitlines()}


HEAVY = {"huggingface_hub", "spdx_tools", "jsonschema", "license_expression", "rich", "httpx", "requests", "cyclonedx", "spdx_python_model"}


def test_a_text_check_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text("project: {purpose: research}\nmodels: {m: {license: mit, used_for: run}}\n")

    assert loaded_by("check", str(tmp_path)) & HEAVY == set()


def test_version_loads_neither_pydantic_nor_yaml() -> None:
    assert loaded_by("--version") & (HEAVY | {"pydantic", "yaml"}) == set()


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 350
