"""Notebooks: cells, magics, shell lines, lines of the file."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Ids = Callable[[str, str], set[str]]


def notebook(*cells: str | tuple[str, str], indent: int | None = 1) -> str:
    """Return a notebook of code cells; a pair gives the type of the cell too."""
    rows = []
    for cell in cells:
        kind, text = cell if isinstance(cell, tuple) else ("code", cell)
        rows.append({"cell_type": kind, "source": text.splitlines(keepends=True), "metadata": {}})
    return json.dumps({"cells": rows, "nbformat": 4}, indent=indent)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["M.from_pretrained('acme/owl')"], {"model acme/owl"}),
        (["name = 'acme/owl'", "M.from_pretrained(name)"], {"model acme/owl"}),
        (["%pip install x\nM.from_pretrained('acme/owl')"], {"model acme/owl"}),
        (["!hf download acme/owl\nx = 1"], {"model acme/owl"}),
        (["!python t.py \\\n  --base_model acme/owl"], {"model acme/owl"}),
        (["%%bash\nollama pull llama3"], {"model ollama:llama3"}),
        (["x = !ls\nM.from_pretrained('acme/owl')"], {"model acme/owl"}),
        (["this is no python", "M.from_pretrained('acme/owl')"], {"model acme/owl"}),
        (["if x:\n    !hf download acme/owl"], {"model acme/owl"}),
        ([("markdown", "See acme/owl and `gpt-4`.")], set()),
        ([("markdown", "```bash\nhf download acme/owl\n```")], {"model acme/owl"}),
        (["# M.from_pretrained('acme/owl')"], set()),
    ],
)
def test_cells_are_read(ids: Ids, cells: list[str | tuple[str, str]], expected: set[str]) -> None:
    assert ids("a.ipynb", notebook(*cells)) == expected


def test_a_reference_stands_at_its_line_of_the_file(
    scan_text: Callable[[str, str], object],
) -> None:
    text = notebook("import x", "a = 1\nM.from_pretrained('acme/owl')")
    (reference,) = scan_text("a.ipynb", text).references  # type: ignore[attr-defined]
    assert "acme/owl" in text.splitlines()[reference.line - 1]


def test_outputs_are_not_read(ids: Ids) -> None:
    raw = json.loads(notebook("x = 1"))
    raw["cells"][0]["outputs"] = [{"text": ["M.from_pretrained('acme/owl')"]}]
    assert ids("a.ipynb", json.dumps(raw)) == set()


def test_a_line_of_two_megabytes_survives(ids: Ids) -> None:
    raw = json.loads(notebook("M.from_pretrained('acme/owl')"))
    raw["cells"][0]["outputs"] = [{"data": {"image/png": "A" * 2_000_000}}]
    assert ids("a.ipynb", json.dumps(raw)) == {"model acme/owl"}


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", '{"cells": 3}', '{"cells": [3, {"source": 4}]}', ""]
)
def test_a_broken_notebook_stops_nothing(
    scan_text: Callable[[str, str], object], text: str
) -> None:
    assert scan_text("a.ipynb", text + " model").references == ()  # type: ignore[attr-defined]
