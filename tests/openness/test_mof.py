"""The Model Openness Framework: classes, progress, and the rule for licenses."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from clearance.check import prepare
from clearance.graph import Graph
from clearance.library import library
from clearance.manifest import loads
from clearance.manifest_form import Component
from clearance.mof import Result, evaluate, is_open, of
from clearance.problems import Problem

THREE = {
    "model-architecture": "Apache-2.0",
    "model-parameters-final": "CDLA-Permissive-2.0",
    "evaluation-results": "CC-BY-4.0",
    "model-card": "CC-BY-4.0",
    "data-card": "CC0-1.0",
    "technical-report": "CC-BY-SA-4.0",
}
TWO = {**THREE, "training-code": "MIT", "inference-code": "MIT", "evaluation-code": "MIT", "evaluation-data": "ODC-By-1.0"}
ONE = {
    **TWO,
    "research-paper": "CC-BY-4.0",
    "datasets": "CC-BY-2.5",
    "data-preprocessing-code": "AFL-3.0",
    "model-parameters-intermediate": "MIT",
}


def test_seventeen_components_three_optional() -> None:
    components = library().table("rules/_mof")["components"]

    assert len(components) == 17
    assert {key for key, one in components.items() if one.get("needed") == "no"} == {
        "sample-model-outputs", "supporting-libraries-and-tools", "model-metadata",
    }  # fmt: skip


def test_the_data_of_the_framework_hold_together() -> None:
    table = library().table("rules/_mof")
    listed = [one for text in table["open"].values() for one in text.split()]

    assert len(listed) == len(set(listed))
    assert list(table["classes"]) == ["1", "2", "3"]
    for one in table["components"].values():
        assert set(one) <= {"title", "kind", "class", "needed", "instead", "part", "files"}
        assert one["kind"] in ("code", "data", "document")
        assert one["class"] in table["classes"]
        assert one.get("instead", "model-card") in table["components"]


@pytest.mark.parametrize(
    ("stated", "class_", "progress"),
    [
        ({}, 0, {1: 0, 2: 0, 3: 0}),
        (THREE, 3, {1: 0, 2: 60, 3: 100}),
        (TWO, 2, {1: 71.4, 2: 100, 3: 100}),
        (ONE, 1, {1: 100, 2: 100, 3: 100}),
    ],
)
def test_classes_and_progress(stated: dict[str, str], class_: int, progress: dict[int, float]) -> None:
    result = evaluate(stated, {})

    assert (result.class_, {key: round(value, 1) for key, value in result.progress}) == (class_, progress)


def test_a_research_paper_stands_in_for_the_technical_report() -> None:
    stated = {key: value for key, value in TWO.items() if key != "technical-report"} | {"research-paper": "MIT"}
    result = evaluate(stated, {})

    assert (result.class_, round(dict(result.progress)[1], 1)) == (2, 76.9)
    assert set(result.missing) == {"datasets", "data-preprocessing-code", "model-parameters-intermediate"}


def test_a_license_for_a_kind_covers_what_states_none_and_the_one_for_all_the_rest() -> None:
    bare = dict.fromkeys(THREE, "")

    assert evaluate(bare, {}).class_ == 0
    assert evaluate(bare, {"distribution": "MIT"}).class_ == 3
    assert evaluate(bare, {"code": "MIT", "data": "CC-BY-4.0", "document": "CC-BY-4.0"}).class_ == 3
    assert evaluate(bare, {"code": "CC-BY-NC-4.0", "distribution": "MIT"}).closed == ("model-architecture",)


def test_a_component_under_a_closed_license_counts_for_nothing_and_is_named() -> None:
    result = evaluate({**THREE, "model-parameters-final": "llama2"}, {})

    assert (result.class_, result.closed, result.missing) == (0, ("model-parameters-final",), ())
    assert round(dict(result.progress)[3], 1) == 83.3
    assert evaluate({**THREE, "data-card": ""}, {}).closed == ("data-card",)


@pytest.mark.parametrize(
    ("license_", "answer"),
    [("MIT", True), ("apache-2.0", True), ("CC-BY-4.0", True), ("OpenMDW-1.0", True), ("Motosoto", True), ("BSD-3-Clause-Clear", True),
     ("CC-BY-NC-2.5", False), ("CC-BY-ND-3.0", False), ("OGDL-Taiwan-1.0", False), ("TORQUE-1.1", False), ("llama2", False),
     ("MIT OR llama2", True), ("MIT AND llama2", False), ("", False)],
)  # fmt: skip
def test_which_licenses_are_open(license_: str, answer: bool) -> None:
    assert is_open(license_) is answer


def test_an_unknown_component_is_refused() -> None:
    with pytest.raises(Problem, match="no component"):
        evaluate({"brochure": "MIT"}, {})
    with pytest.raises(Problem, match=r'clearance.yaml:1:39: .*did you mean "model-card"'):
        loads("models: {m: {ours: true, components: {modelcard: MIT}}}", "clearance.yaml", Path("/nonexistent"))


def test_the_manifest_knows_the_components_of_the_framework() -> None:
    assert get_args(Component) == tuple(library().table("rules/_mof")["components"])


def project(text: str, root: Path) -> Result:
    known = library()
    graph = Graph(prepare(loads(text, "clearance.yaml", root), known), known)
    return of(graph, graph.things["m"])


def test_a_project_is_read_from_components_levels_and_files(tmp_path: Path) -> None:
    text = """
project: {license: Apache-2.0}
models:
  m: {ours: true, openness: {weights: open, inference: open}, components: {data-card: CC-BY-4.0, evaluation-results: CC0-1.0, research-paper: {license: CC-BY-4.0}}}
releases: [{artifact: m, license: mit}]
"""
    assert project(text, tmp_path).missing == ("model-card",)

    (tmp_path / "MODEL_CARD.md").write_text("# m\n")
    result = project(text, tmp_path)

    assert result.class_ == 3
    assert {one.key: one.why for one in result.components}["model-card"] == "MODEL_CARD.md"
