"""The shape of the code: layers, no circles, nothing heavy at start, functions of few branches."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from radon.complexity import cc_visit

SRC = Path(__file__).parent.parent / "src" / "clearance"
LAYERS = (
    {"", "problems", "words"},
    {"text", "model", "terminal"},
    {"facts", "files"},
    {"library", "catalogue"},
    {"manifest", "lock"},
    {"graph"},
    {"repository", "scan", "project"},
    {"openness", "observe"},
    {"judge"},
    {"report", "bom"},
    {"check"},
    {"hub", "testing"},
    {"commands"},
    {"cli", "__main__"},
)
"""Folders and single files of the package from the bottom up: a module imports from its own layer
and from those before it.
"""
RANK = {name: i for i, layer in enumerate(LAYERS) for name in layer}
TO_THE_HUB = {"commands.lock", "commands.check", "commands.openness"}
"""What is told to go online, and only that."""


def name_of(path: Path) -> str:
    """Return the dotted name of a module within the package; empty for the package itself."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in sorted(SRC.rglob("*.py"))}


@functools.cache
def imports(name: str) -> frozenset[str]:
    """Return the modules of the package that a module imports anywhere, in functions and for types
    too.
    """
    found = set()
    for node in ast.walk(ast.parse(FILES[name].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "clearance":
            base = (node.module or "").partition(".")[2]
            for alias in node.names:
                sub = f"{base}.{alias.name}".lstrip(".")
                found.add(sub if sub in FILES else base)
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.partition(".")[2]
                for alias in node.names
                if alias.name.split(".")[0] == "clearance"
            }
    return frozenset(found - {name})


def room(name: str) -> str:
    """Return the folder, or the single file, at the top of the package that a module belongs to."""
    return name.split(".", maxsplit=1)[0]


def test_the_top_of_the_package_is_small() -> None:
    assert len({room(name) for name in FILES}) <= 30


@pytest.mark.parametrize("name", FILES, ids=lambda name: name or "clearance")
def test_a_module_imports_only_from_layers_below(name: str) -> None:
    assert room(name) in RANK, f"{room(name)} has no layer; add it to LAYERS"
    above = {one for one in imports(name) if RANK[room(one)] > RANK[room(name)]}

    assert above == set()


def test_no_module_imports_itself_through_others() -> None:
    graph = TopologicalSorter({name: imports(name) for name in FILES})

    graph.prepare()  # raises CycleError, which names the circle


def test_the_page_on_architecture_names_every_room_in_its_layer() -> None:
    text = (SRC.parent.parent / "docs" / "architecture.md").read_text("utf-8")
    told = re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.MULTILINE)

    layers = {name: int(layer) for layer, name in told}

    assert layers == {name: rank + 1 for name, rank in RANK.items() if name}


@functools.cache
def complexities(name: str) -> dict[str, int]:
    """Return function, method or class -> cyclomatic complexity, as radon counts it."""
    blocks = cc_visit(FILES[name].read_text("utf-8"))
    return {f"{name}.{block.fullname}": block.complexity for block in blocks}


def test_functions_are_simple_on_average_and_none_is_of_grade_d() -> None:
    found = {block: number for name in FILES for block, number in complexities(name).items()}

    assert {block: number for block, number in found.items() if number > 20} == {}
    assert sum(found.values()) / len(found) <= 3.5


def test_only_what_is_told_to_go_online_can() -> None:
    importers = {
        name
        for name in FILES
        if room(name) != "hub" and any(room(one) == "hub" for one in imports(name))
    }

    assert importers == TO_THE_HUB


def loaded_by(*command: str) -> set[str]:
    code = (
        "import sys; sys.argv = ['clearance', *sys.argv[1:]]\nfrom clearance.cli import"
        " main\ntry:\n    main()\nexcept SystemExit:\n    pass\nprint('\\n'.join(['@@',"
        " *sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return {line.split(".")[0] for line in done.stdout.partition("@@\n")[2].splitlines()}


HEAVY = {
    "huggingface_hub",
    "spdx_tools",
    "jsonschema",
    "license_expression",
    "rich",
    "httpx",
    "requests",
    "cyclonedx",
    "spdx_python_model",
}


def test_a_text_check_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(
        "project: {purpose: research}\nmodels: {m: {license: mit, used_for: run}}\n"
    )

    assert loaded_by("check", str(tmp_path)) & HEAVY == set()


def test_version_loads_neither_pydantic_nor_yaml() -> None:
    assert loaded_by("--version") & (HEAVY | {"pydantic", "yaml"}) == set()
