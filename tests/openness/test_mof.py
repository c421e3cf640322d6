"""The Model Openness Framework: classes, progress, and the rule for licenses."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from clearance.graph.graph import Graph
from clearance.library.load import library
from clearance.manifest.load import loads
from clearance.manifest.schema import Component
from clearance.openness.mof import Result, evaluate, is_open, of
from clearance.problems import Problem
from clearance.project.open import complete

THREE = {
    "model-architecture": "Apache-2.0",
    "model-parameters-final": "CDLA-Permissive-2.0",
    "evaluation-results": "CC-BY-4.0",
    "model-card": "CC-BY-4.0",
    "data-card": "CC0-1.0",
    "technical-report": "CC-BY-SA-4.0",
}
TWO = {
    **THREE,
    "training-code": "MIT",
    "inference-code": "MIT",
    "evaluation-code": "MIT",
    "evaluation-data": "ODC-By-1.0",
}
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
        "sample-model-outputs",
        "supporting-libraries-and-tools",
        "model-metadata",
    }


def test_the_data_of_the_framework_hold_together() -> None:
    table = library().table("rules/_mof")
    listed = [one for text in table["open"].values() for one in text.split()]

    assert len(listed) == len(set(listed))
    assert list(table["classes"]) == ["1", "2", "3"]
    assert all(
        pattern == pattern.casefold()
        for one in table["components"].values()
        for pattern in one.get("files", ())
    )
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
def test_classes_and_progress(
    stated: dict[str, str], class_: int, progress: dict[int, float]
) -> None:
    result = evaluate(stated, {})

    assert (result.class_, {key: round(value, 1) for key, value in result.progress}) == (
        class_,
        progress,
    )


def test_a_research_paper_stands_in_for_the_technical_report() -> None:
    stated = {key: value for key, value in TWO.items() if key != "technical-report"} | {
        "research-paper": "MIT"
    }
    result = evaluate(stated, {})

    assert (result.class_, round(dict(result.progress)[1], 1)) == (2, 76.9)
    assert set(result.missing) == {
        "datasets",
        "data-preprocessing-code",
        "model-parameters-intermediate",
    }


def test_a_license_for_a_kind_covers_what_states_none_and_the_one_for_all_the_rest() -> None:
    bare = dict.fromkeys(THREE, "")

    assert evaluate(bare, {}).class_ == 0
    assert evaluate(bare, {"distribution": "MIT"}).class_ == 3
    assert evaluate(bare, {"code": "MIT", "data": "CC-BY-4.0", "document": "CC-BY-4.0"}).class_ == 3
    assert evaluate(bare, {"code": "CC-BY-NC-4.0", "distribution": "MIT"}).closed == (
        "model-architecture",
    )


def test_a_component_under_a_closed_license_counts_for_nothing_and_is_named() -> None:
    result = evaluate({**THREE, "model-parameters-final": "llama2"}, {})

    assert (result.class_, result.closed, result.missing) == (0, ("model-parameters-final",), ())
    assert round(dict(result.progress)[3], 1) == 83.3
    assert evaluate({**THREE, "data-card": ""}, {}).closed == ("data-card",)


@pytest.mark.parametrize(
    ("license_", "answer"),
    [
        ("MIT", True),
        ("apache-2.0", True),
        ("CC-BY-4.0", True),
        ("OpenMDW-1.0", True),
        ("Motosoto", True),
        ("BSD-3-Clause-Clear", True),
        ("CC-BY-NC-2.5", False),
        ("CC-BY-ND-3.0", False),
        ("OGDL-Taiwan-1.0", False),
        ("TORQUE-1.1", False),
        ("llama2", False),
        ("MIT OR llama2", True),
        ("MIT AND llama2", False),
        ("", False),
    ],
)
def test_which_licenses_are_open(license_: str, answer: bool) -> None:
    assert is_open(license_) is answer


def test_an_unknown_component_is_refused() -> None:
    with pytest.raises(Problem, match="no component"):
        evaluate({"brochure": "MIT"}, {})
    with pytest.raises(Problem, match=r'clearance.yaml:1:39: .*did you mean "model-card"'):
        loads(
            "models: {m: {ours: true, components: {modelcard: MIT}}}",
            "clearance.yaml",
            Path("/nonexistent"),
        )


def test_the_manifest_knows_the_components_of_the_framework() -> None:
    assert get_args(Component) == tuple(library().table("rules/_mof")["components"])


def project(text: str, root: Path) -> Result:
    opened = complete(loads(text, "clearance.yaml", root))
    graph = Graph(opened.project, opened.known)
    return of(graph, graph.things["m"])


def test_a_project_is_read_from_components_levels_and_files(tmp_path: Path) -> None:
    text = """
project: {license: Apache-2.0}
models:
  m:
    ours: true
    openness: {weights: open, inference: open}
    components:
      data-card: CC-BY-4.0
      evaluation-results: CC0-1.0
      research-paper: {license: CC-BY-4.0}
releases: [{artifact: m, license: mit}]
"""
    assert project(text, tmp_path).missing == ("model-card",)

    (tmp_path / "MODEL_CARD.md").write_text("# m\n")
    result = project(text, tmp_path)

    assert result.class_ == 3
    assert {one.key: one.why for one in result.components}["model-card"] == "MODEL_CARD.md"


ALL = tuple(library().table("rules/_mof")["components"])
DOCUMENTS = (
    "evaluation-results",
    "model-card",
    "data-card",
    "technical-report",
    "sample-model-outputs",
    "research-paper",
)
NAMED = {
    "model-architecture": "MIT",
    "model-parameters-final": "CC-BY-SA-2.0-UK",
    "training-code": "MPL-1.1",
    "evaluation-code": "softSurfer",
    "evaluation-data": "CC-BY-2.0",
    "technical-report": "BSD-3-Clause-Attribution",
    "research-paper": "CDLA-Permissive-1.0",
}


@pytest.mark.parametrize(
    ("there", "whole", "class_", "third"),
    [
        (dict.fromkeys(ALL, ""), {}, 0, 0),  # all there, nothing licensed
        (dict.fromkeys(ALL, ""), {"distribution": "CC-BY-4.0"}, 1, 100),  # one license over all
        (dict.fromkeys(ALL, ""), {"distribution": "Apache-1.0", "code": "UPL-1.0"}, 1, 100),
        (
            dict.fromkeys(ALL, ""),
            {"distribution": "CC-BY-NC-2.5", "code": "MIT"},
            0,
            16.7,
        ),  # only the architecture is open
        (
            dict.fromkeys(ALL, ""),
            {"code": "NCSA", "data": "CC-BY-SA-4.0"},
            0,
            33.3,
        ),  # documents are covered by nothing
        (dict.fromkeys(ALL, ""), {"document": "CC-BY-SA-4.0"}, 0, 66.7),
        (
            {key: "" for key in ALL if key != "evaluation-results"},
            {"distribution": "AFL-3.0", "code": "Apache-1.0", "document": "CC-BY-SA-4.0"},
            0,
            83.3,
        ),
        (
            {"datasets": "", "data-card": "", "research-paper": ""},
            {"distribution": "CC-BY-SA-4.0", "data": "CC0-1.0"},
            0,
            33.3,
        ),
        (
            {"inference-code": "", "model-parameters-final": "", "research-paper": ""},
            {"document": "CC-BY-SA-4.0"},
            0,
            16.7,
        ),
        ({"datasets": ""}, {}, 0, 0),
        (
            NAMED,
            {"distribution": "CC-BY-SA-4.0", "document": "CC0-1.0"},
            0,
            50,
        ),  # a component's own closed license is not mended by the one for all
        (
            {**dict.fromkeys(ALL, "MIT"), "technical-report": "TORQUE-1.1"},
            {},
            1,
            100,
        ),  # the paper stands in for a closed report
        ({key: "MIT" for key in ALL if key not in DOCUMENTS}, {}, 0, 33.3),
        (
            {
                **dict.fromkeys(ALL, "MIT"),
                "sample-model-outputs": "ADSL",
                "model-metadata": "xlock",
                "supporting-libraries-and-tools": "",
            },
            {},
            1,
            100,
        ),
    ],
)
def test_the_class_three_that_licenses_leave(
    there: dict[str, str], whole: dict[str, str], class_: int, third: float
) -> None:
    result = evaluate(there, whole)

    assert (result.class_, round(dict(result.progress)[3], 1)) == (class_, third)
    assert class_ or (dict(result.progress)[1], dict(result.progress)[2]) == (0, 0)


ON_DISK = (
    "project: {license: Apache-2.0}\nmodels: {m: {ours: true%s}%s}\nreleases: [{artifact: m,"
    " license: mit%s}]"
)
APACHE = (Path(__file__).parents[2] / "LICENSE").read_text("utf-8")
OTHER = ON_DISK.replace("Apache-2.0", "MIT")


def lay(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(
            "---\nlicense: mit\nmodel-index: []\n---\n# Card\n"
            if name.endswith("README.md") and "data" not in name
            else "content\n"
        )


def told(result: Result) -> dict[str, tuple[str, bool, str]]:
    return {one.key: (one.license, one.open, one.why) for one in result.components}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("README.md", "model-card"),
        ("docs/MODEL_CARD.md", "model-card"),
        ("data/README.md", "data-card"),
        ("Datasheet.md", "data-card"),
        ("results/mmlu.json", "evaluation-results"),
        ("out/eval_results.json", "evaluation-results"),
        ("docs/technical-report.pdf", "technical-report"),
        ("paper/main.tex", "research-paper"),
        ("src/lab/train_sft.py", "training-code"),
        ("finetune.sh", "training-code"),
        ("scripts/pretrain.py", "training-code"),
        ("generate.py", "inference-code"),
        ("eval/run.py", "evaluation-code"),
        ("data/test.jsonl", "evaluation-data"),
        ("requirements-dev.txt", "supporting-libraries-and-tools"),
        ("data/train.jsonl", "datasets"),
        ("src/lab/preprocess.py", "data-preprocessing-code"),
        ("checkpoint-500/pytorch_model.bin", "model-parameters-intermediate"),
        ("out/model.safetensors", "model-parameters-final"),
        ("config.json", "model-metadata"),
        ("src/modeling_tiny.py", "model-architecture"),
        ("samples/one.txt", "sample-model-outputs"),
        ("tests/train_test.py", ""),
        ("vendor/train.py", ""),
        (".cache/train.py", ""),
    ],
)
def test_which_file_shows_which_component(tmp_path: Path, name: str, key: str) -> None:
    lay(tmp_path, name)
    found = told(project(ON_DISK % ("", "", ""), tmp_path))

    assert (key in found and found[key][2] == name) if key else found == {}


def test_a_repository_that_has_it_all_reaches_class_one(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "README.md",
        "data/README.md",
        "docs/technical-report.md",
        "modeling_m.py",
        "model.safetensors",
        "train.py",
        "generate.py",
        "eval.py",
        "data/test.jsonl",
        "paper/paper.pdf",
        "data/train.jsonl",
        "prepare.py",
        "checkpoints/step1.pt",
    )
    (tmp_path / "data" / "LICENSE").write_text(APACHE)
    result = project(OTHER % ("", "", ""), tmp_path)

    assert (result.class_, result.missing, result.closed) == (1, (), ())
    assert told(result)["data-card"] == ("apache-2.0", True, "data/README.md")
    assert told(result)["model-parameters-final"][0] == "mit"
    assert told(result)["training-code"][0] == "MIT"


def test_data_without_a_license_of_their_own_are_not_the_models(tmp_path: Path) -> None:
    lay(tmp_path, "data/test.jsonl", "data/train.jsonl", "model.safetensors")
    found = told(project(ON_DISK % ("", "", ""), tmp_path))

    assert found["evaluation-data"] == ("not stated", False, "data/test.jsonl")
    assert found["datasets"] == ("not stated", False, "data/train.jsonl")
    assert found["model-parameters-final"] == ("mit", True, "model.safetensors")


def test_the_license_file_beside_a_component_goes_before_the_repositorys(tmp_path: Path) -> None:
    lay(tmp_path, "modules/a/train.py", "strange/eval.py")
    (tmp_path / "modules" / "LICENSE").write_text(APACHE)
    (tmp_path / "strange" / "COPYING.txt").write_text("You may look at it on Sundays.\n")
    found = told(project(OTHER % ("", "", ""), tmp_path))

    assert found["training-code"] == ("apache-2.0", True, "modules/a/train.py")
    assert found["evaluation-code"] == ("see strange/COPYING.txt", False, "strange/eval.py")


def test_empty_files_and_levels_that_say_otherwise_show_nothing(tmp_path: Path) -> None:
    lay(tmp_path, "train.py")
    (tmp_path / "MODEL_CARD.md").touch()

    assert told(project(ON_DISK % (", openness: {training: closed}", "", ""), tmp_path)) == {}


def test_of_two_models_each_has_the_folder_of_its_release_and_the_code_is_shared(
    tmp_path: Path,
) -> None:
    lay(tmp_path, "train.py", "MODEL_CARD.md", "out/m/README.md", "out/m/model.safetensors")
    found = told(project(ON_DISK % ("", ", n: {ours: true}", ", files: out/m"), tmp_path))

    assert {key: one[2] for key, one in found.items()} == {
        "model-card": "out/m/README.md",
        "evaluation-results": "out/m/README.md",
        "model-parameters-final": "out/m/model.safetensors",
        "training-code": "train.py",
    }
