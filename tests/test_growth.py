"""Work grows with the number of things: calls are counted, not seconds, at 300 and 1,200 things."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clearance.check import check_project
from clearance.manifest.load import loads
from clearance.model import Report
from clearance.report import render

LICENSES = ("apache-2.0", "mit", "llama2", "gemma", "cc-by-sa-4.0", "cc-by-nc-4.0", "openrail")
FEW, MANY = 300, 1200
MOST = 6
"""Four times the things may cost so many times the calls."""
HEAD = ["project: {purpose: commercial, fields: []}"]


def license_of(number: int) -> str:
    return LICENSES[number % len(LICENSES)]


def layers(count: int) -> str:
    """Ten layers of models, each made from two of the layer below; the top one is released."""
    width = count // 10
    lines = [*HEAD, "models:"]
    lines += [f"  m0x{i}: {{license: {license_of(i)}}}" for i in range(width)]
    for layer in range(1, 10):
        for i in range(width):
            base = f"[m{layer - 1}x{i}, m{layer - 1}x{(i + 1) % width}]"
            lines.append(f"  m{layer}x{i}: {{ours: true, task: text-generation, base: {base}}}")
    lines.append("releases:")
    lines += [f"  - {{artifact: m9x{i}, license: apache-2.0}}" for i in range(width)]
    return "\n".join(lines)


def dense(count: int) -> str:
    """Every model is trained on the same dozen data sets; each tenth is released."""
    sets = [f"d{i}" for i in range(12)]
    lines = [*HEAD, "datasets:"]
    lines += [f"  {name}: {{license: {license_of(i)}}}" for i, name in enumerate(sets)]
    lines.append("models:")
    models = [f"m{i}" for i in range(count - len(sets))]
    body = f"{{ours: true, task: text-generation, trained_on: [{', '.join(sets)}]}}"
    lines += [f"  {name}: {body}" for name in models]
    lines.append("releases:")
    lines += [f"  - {{artifact: {name}, license: apache-2.0}}" for name in models[::10]]
    return "\n".join(lines)


def unheard(count: int) -> str:
    """Models that nobody knows, with labels that nobody knows."""
    lines = [*HEAD, "models:"]
    for i in range(count):
        body = f"{{source: 'hf:lab/unheard-{i}', license: own-terms-{i % 50}, used_for: run}}"
        lines.append(f"  lab/model-{i}: {body}")
    return "\n".join(lines)


def calls(work: Callable[[], Any]) -> tuple[int, Any]:
    """Return how many function calls some work takes, and what it gives."""
    profile = cProfile.Profile()
    result = profile.runcall(work)
    return pstats.Stats(profile).total_calls, result  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("shape", [layers, dense, unheard])
def test_four_times_the_things_cost_no_more_than_six_times_the_calls(
    shape: Callable[[int], str],
) -> None:
    check_project(loads(shape(20), "clearance.yaml", Path("/nonexistent")))  # what is loaded once
    counted = []
    for count in (FEW, MANY):
        project = loads(shape(count), "clearance.yaml", Path("/nonexistent"))
        checked, report = calls(lambda project=project: check_project(project))
        written, _ = calls(lambda report=report: render(report, "text"))
        counted.append((checked, written))

    growth = [many / few for few, many in zip(*counted, strict=True)]

    assert max(growth) <= MOST, counted


def test_a_report_of_many_things_compares_no_whole_findings(monkeypatch: Any) -> None:
    from clearance.model import Finding

    project = loads(dense(40), "clearance.yaml", Path("/nonexistent"))
    report: Report = check_project(project)
    compared = []
    monkeypatch.setattr(Finding, "__eq__", lambda one, other: compared.append(1) or one is other)

    render(report, "text")

    assert (len(report.findings) > 40, compared) == (True, [])
