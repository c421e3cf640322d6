"""Openness in effect: what lowers a part, by which steps, and what stays unknown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clearance.graph.graph import Graph
from clearance.library.load import library
from clearance.manifest.load import loads
from clearance.openness.effective import PARTS, Effective, effective
from clearance.project.open import complete

OPEN = "openness: {weights: open, inference: open, training: open, data: open}"


def parts(text: str, name: str) -> dict[str, Effective]:
    """Return the parts of one thing of a manifest in effect."""
    opened = complete(loads(text, "clearance.yaml", Path("/nonexistent")))
    graph = Graph(opened.project, opened.known)
    return {one.part: one for one in effective(graph)[name]}


def levels(text: str, name: str) -> dict[str, str]:
    return {part: one.level for part, one in parts(text, name).items()}


def test_the_data_of_the_base_are_data_of_the_fine_tune() -> None:
    text = f"""
models:
  far: {{license: mit, openness: {{data: closed, training: described}}}}
  near: {{license: mit, base: far, how: finetune}}
  m: {{ours: true, base: near, how: finetune, trained_on: d, {OPEN}}}
datasets: {{d: {{ours: true, openness: {{data: open}}}}}}
"""
    data = parts(text, "m")["data"]

    assert (data.own.level if data.own else "", data.level) == ("open", "closed")
    assert [(step.thing, step.link) for step in data.steps] == [
        ("m", "base"),
        ("near", "base"),
        ("far", ""),
    ]
    assert levels(text, "m") == {
        "weights": "open",
        "inference": "unknown",
        "training": "unknown",
        "data": "closed",
    }
    assert parts(text, "m")["training"].at_most == "described"


def test_what_nobody_states_is_unknown_and_never_open() -> None:
    text = f"models:\n  b: {{license: mit}}\n  m: {{ours: true, base: b, how: finetune, {OPEN}}}"

    assert levels(text, "m") == {
        "weights": "open",
        "inference": "unknown",
        "training": "unknown",
        "data": "unknown",
    }


def test_closed_data_stay_closed_whatever_an_unknown_base_says() -> None:
    text = (
        "models:\n  b: {license: mit}\n  m: {ours: true, base: b, how: finetune, openness: {data:"
        " closed}}"
    )

    assert levels(text, "m")["data"] == "closed"


@pytest.mark.parametrize(
    ("teacher", "link", "level"),
    [
        ("closed", "generated_by", "described"),
        ("described", "generated_by", "described"),
        ("open", "generated_by", "open"),
        ("closed", "annotated_by", "described"),
    ],
)
def test_data_that_a_closed_model_made_cannot_be_made_again(
    teacher: str, link: str, level: str
) -> None:
    text = f"""
models:
  t: {{license: mit, openness: {{weights: {teacher}}}}}
  m: {{ours: true, trained_on: d}}
datasets: {{d: {{ours: true, {link}: t, openness: {{data: open}}}}}}
"""
    assert levels(text, "d")["data"] == level
    assert levels(text, "m")["data"] == level


def test_a_model_distilled_from_a_closed_one_has_described_data() -> None:
    text = (
        "models:\n  t: {source: 'api:openai/gpt-4'}\n  m: {ours: true, distilled_from: t,"
        f" {OPEN}}}"
    )

    assert levels(text, "m") == {
        "weights": "open",
        "inference": "open",
        "training": "open",
        "data": "described",
    }


def test_weights_come_along_only_with_an_adapter() -> None:
    form = (
        "models:\n  b: {{license: mit, openness: {{weights: closed, inference: open}}}}\n  m:"
        " {{ours: true, base: b, how: {how}, openness: {{weights: open}}}}"
    )

    assert levels(form.format(how="adapter"), "m")["weights"] == "closed"
    assert levels(form.format(how="finetune"), "m")["weights"] == "open"


def test_a_quantized_model_has_the_data_of_its_base() -> None:
    text = (
        "models:\n  b: {license: mit, openness: {data: described}}\n  m: {ours: true, base: b, how:"
        " quantize}"
    )

    assert levels(text, "m")["data"] == "described"


def test_a_loop_of_self_training_ends() -> None:
    text = """
models:
  m: {ours: true, trained_on: [s, d], openness: {weights: open}}
datasets:
  s: {ours: true, generated_by: m, openness: {data: open}}
  d: {ours: true, openness: {data: described}}
"""
    assert levels(text, "m")["data"] == "described"
    assert levels(text, "s")["data"] == "open"


def test_source_and_release_let_presume_levels() -> None:
    text = """
models:
  a: {source: 'api:acme/unknown-1', license: mit}
  h: {source: 'hf:acme/unheard-of', license: mit}
  m: {ours: true}
datasets: {d: {source: 'hf:acme/unheard-of-data', license: mit}}
releases: [{artifact: m, license: mit}]
"""
    assert levels(text, "a") == {
        "weights": "closed",
        "inference": "closed",
        "training": "unknown",
        "data": "unknown",
    }
    assert (
        levels(text, "h")["weights"]
        == levels(text, "m")["weights"]
        == levels(text, "d")["data"]
        == "open"
    )


def test_nothing_is_presumed_of_what_was_taken_down() -> None:
    known = library()
    project = loads(
        "datasets: {d: {source: 'hf:acme/unheard-of-data', license: mit, used_for: run}}",
        "clearance.yaml",
        Path("/nonexistent"),
    )
    things = tuple(replace(thing, status="taken down") for thing in project.things)

    assert effective(Graph(replace(project, things=things), known))["d"][0].own is None


@pytest.mark.parametrize(
    ("license_", "word"),
    [
        ("mit", "osi"),
        ("cc-by-4.0", "open"),
        ("cc-by-nc-4.0", "no"),
        ("llama2", "no"),
        ("mit OR cc-by-nc-4.0", "osi"),
        ("mit AND cc-by-nc-4.0", "no"),
        ("strange-1.0", "unknown"),
    ],
)
def test_open_and_openly_licensed_are_two_answers(license_: str, word: str) -> None:
    one = parts(
        f"models: {{m: {{license: {license_}, openness: {{weights: open}}, used_for: run}}}}", "m"
    )["weights"]

    assert (one.level, one.license_open) == ("open", word)


def test_license_per_part() -> None:
    told = parts("models: {m: {source: 'hf:bigcode/starcoder2-15b', used_for: run}}", "m")

    assert (told["weights"].license_open, told["training"].license_open) == ("no", "osi")


def test_the_table_of_lineage_names_parts_and_levels_that_exist() -> None:
    table = library().table("rules/_openness")
    words = set(PARTS["model"])
    for part, links in table["lineage"].items():
        assert part in words
        for told in links.values():
            assert told["of"] in words
            assert set(told) <= {"of", "how", "open", "described", "closed"}
    for claim, told in table["claims"].items():
        assert set(told) <= {
            "title",
            "says",
            "code",
            "misses",
            "words",
            "needs",
            "rungs",
            "without",
            "upstream",
        }, claim
        assert {"says", "misses", "words", "needs"} <= set(told), claim


LECTURE = {
    "EleutherAI/pythia-6.9b": "open open open open",
    "allenai/OLMo-7B": "open open open open",
    "meta-llama/Llama-2-7b-hf": "open open closed closed",
    "mistralai/Mistral-7B-v0.1": "open open closed closed",
    "mistralai/Mixtral-8x7B-v0.1": "open open closed closed",
    "Qwen/Qwen-7B": "open open described closed",
    "bigcode/starcoder2-15b": "open open open open",
    "EleutherAI/llemma_7b": "open open closed closed",
    "openai/gpt-4": "closed closed closed closed",
    "google/gemini-pro": "closed closed closed closed",
    "anthropic/claude-3-opus": "closed closed closed closed",
}
"""In effect: weights, inference, training, data."""


@pytest.mark.parametrize("known", LECTURE)
def test_the_table_of_the_lecture(known: str) -> None:
    scheme = "api" if LECTURE[known].startswith("closed") else "hf"
    told = parts(f"models: {{m: {{source: '{scheme}:{known}', used_for: run}}}}", "m")

    assert " ".join(told[part].level for part in PARTS["model"]) == LECTURE[known]


def test_both_views_where_the_sources_say_more_than_the_lecture() -> None:
    llama = parts("models: {m: {source: 'hf:meta-llama/Llama-2-7b-hf', used_for: run}}", "m")
    deepseek = parts("models: {m: {source: 'hf:deepseek-ai/DeepSeek-V3', used_for: run}}", "m")

    assert (llama["training"].level, llama["training"].arguable) == ("closed", "described")
    assert (deepseek["data"].level, deepseek["data"].arguable) == ("closed", "described")


def test_llemma_is_open_but_for_its_base() -> None:
    told = parts("models: {m: {source: 'hf:EleutherAI/llemma_7b', used_for: run}}", "m")["data"]

    assert told.own is not None
    assert (told.own.level, told.level) == ("open", "closed")
    assert told.steps[1].thing == "codellama/CodeLlama-7b-hf"
