"""Claims in the texts of a repository: which words make one, which turn it down, and where they are
looked for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.model import Report
from clearance.openness.sentences import sentences

Judge = Callable[[str], Report]
ONE = """
project: {purpose: research}
models:
  m: {ours: true, openness: {weights: closed, inference: open, training: open, data: closed}}
releases: [{artifact: m, license: mit, as: my-lab/tiny-one-7b-chat%s}]
"""
TWO = """
project: {purpose: research}
models: {m: {ours: true, openness: {weights: closed}}, n: {ours: true, openness: {weights: closed}}}
releases:
  - {artifact: m, license: mit, as: my-lab/tiny-one}
  - {artifact: n, license: mit, as: my-lab/big-one, files: out/big}
"""


def claims(report: Report) -> list[tuple[str, str, int]]:
    """Return (claim, file, line) of every claim found contradicted."""
    found = [
        (re.findall(r'claims "([\w-]+)"', f.message), f.place)
        for f in report.findings
        if f.rule == "OPN001"
    ]
    return [(claim, place.file, place.line) for (claim,), place in found]


def said(judge: Judge, folder: Path, text: str, name: str = "README.md") -> list[tuple[str, int]]:
    (folder / name).write_text(text, "utf-8")
    return [(claim, line) for claim, _, line in claims(judge(ONE % ""))]


CLAIMED = {
    "tiny-one is a fully open model.": "fully-open",
    "Tiny One 7B is an *open-source* LLM.": "open-source",
    "**tiny-one** has [open weights](https://example.org).": "open-weights",
    "We release an open-source model.": "open-source",
    "We open-source the model and its code.": "open-source",
    "We have open-sourced several models of 1B to 7B parameters.": "open-source",
    "In this repository we present a permissively licensed open source language model.": (
        "open-source"
    ),
    "This is a truly open language model.": "truly-open",
    "Our model is not only fast but open source.": "open-source",
    "Our model, unlike others, is open source.": "open-source",
    "The following models are open-sourced:": "open-source",
    "We present tiny-one, part of a family of open-source language models.": "open-source",
    "This repository holds code to run the tiny-one open-weights model.": "open-weights",
    "tiny-one is the best open-source model on three benchmarks.": "open-source",
    "- Fully open model: weights, code and data": "fully-open",
    "## Open weights": "open-weights",
    "We are fully open-source.": "fully-open",
    "tiny-one is a small model with open weights and code.": "open-weights",
    "![Open weights](https://img.shields.io/badge/x.svg)": "open-weights",
    "<p><b>tiny-one</b> is a <i>truly open</i> model</p>": "truly-open",
}
UNCLAIMED = (
    "tiny-one is not open source.",
    "tiny-one isn't fully open.",
    "The model is neither open source nor free.",
    "tiny-one will be open-sourced soon.",
    "Is tiny-one open source?",
    "tiny-one outperforms open-source models of its size.",
    "tiny-one is compared with open-source models such as Llama.",
    "tiny-one is on par with open weights models.",
    "tiny-one is built on open-source tools.",
    "tiny-one is fine-tuned from open-source models.",
    "tiny-one ranks first among all open-source models.",
    "We use open-source models.",
    "We evaluate several open-source models and our model.",
    "Open-source models have changed the field.",
    "Falcon is an open-source model.",
    "Falcon is the first open-source model.",
    "We thank the open source community for the models.",
    "Our model runs in any open-source inference engine.",
    "An open-source library for training models.",
    "We open-source the code that we used for the model.",
    "We open-source the data pipeline.",
    'Everyone calls our model "open source" now.',
    'Our model is so-called "open source".',
    "tiny-one is on par with Falcon (open-source).",
    "We aim at a fully open model.",
    "If the model were open source, all could be checked.",
    "The results of our model are reproducible experiments.",
    "Our model is a step towards truly open science.",
    "The model is under no open source license.",
    "![Open Source](https://img.shields.io/badge/x.svg)",
    "Other models are fully open.",
    "| tiny-one | fully open |",
    "> tiny-one is fully open",
    "<!-- tiny-one is fully open -->",
    "```\ntiny-one is fully open\n```",
    "    tiny-one is fully open",
    "<table><tr><td>tiny-one</td><td>fully open</td></tr></table>",
    "@article{x,\n  title={tiny-one: a fully open model},\n}",
    "tiny-one-data is an open dataset.",
    "See https://tiny-one.org/open-source for more.",
)


@pytest.mark.parametrize(("text", "claim"), CLAIMED.items())
def test_what_is_said_of_ours_is_a_claim(
    judge: Judge, tmp_path: Path, text: str, claim: str
) -> None:
    assert said(judge, tmp_path, f"# Title\n\n{text}\n") == [(claim, 3)]


@pytest.mark.parametrize("text", UNCLAIMED)
def test_what_denies_compares_or_speaks_of_something_else_is_none(
    judge: Judge, tmp_path: Path, text: str
) -> None:
    assert said(judge, tmp_path, f"# Title\n\n{text}\n") == []


def test_a_claim_may_run_over_lines_and_is_placed_at_its_words(
    judge: Judge, tmp_path: Path
) -> None:
    assert said(
        judge, tmp_path, "Some words first.\nWith tiny-one we\nrelease a fully\nopen model.\n"
    ) == [("fully-open", 3)]
    assert said(
        judge, tmp_path, "---\ntags: [fully open model]\n---\ntiny-one\nis open\nweights only\n"
    ) == [("open-weights", 5)]


def test_sentences_end_where_the_next_begins() -> None:
    text = (
        "# Head\nOne sentence,\non two lines. Another e.g. one! [A link](https://x.org/a.b).\n-"
        " item one\n- item two\n\nUnder\n=====\nlast"
    )

    assert [(one.text.strip(), one.lines[0]) for one in sentences(text)] == [
        ("Head", 1),
        ("One sentence, on two lines.", 2),
        ("Another e.g. one!", 3),
        ("A link.", 3),
        ("item one", 4),
        ("item two", 5),
        ("Under", 7),
        ("last", 9),
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("README", 1),
        ("README.rst", 1),
        ("readme.zh.md", 1),
        ("README_EN.md", 1),
        ("MODEL_CARD.md", 1),
        ("model-card.md", 1),
        ("docs/index.md", 1),
        ("docs/README.md", 1),
        ("index.md", 0),
        ("docs/other.md", 0),
        ("README.py", 0),
        ("notes.md", 0),
        ("src/README.md", 0),
    ],
)
def test_where_claims_are_looked_for(judge: Judge, tmp_path: Path, name: str, line: int) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)

    assert said(judge, tmp_path, "tiny-one is fully open.\n", name) == (
        [("fully-open", line)] if line else []
    )


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "pyproject.toml",
            '[project]\nname = "x"\ndescription = "tiny-one, a fully open language model"\n',
            [("fully-open", 3)],
        ),
        ("pyproject.toml", '[project]\ndescription = "Tools for fully open models"\n', []),
        (
            "CITATION.cff",
            'cff-version: 1.2.0\ntitle: "tiny-one: a truly open model"\n',
            [("truly-open", 2)],
        ),
        (
            "CITATION.cff",
            "title: x\nabstract: >-\n  Words that stand\n  before. Our model is fully open.\n",
            [("fully-open", 2)],
        ),
        (
            ".github/settings.yml",
            "repository:\n  description: Open weights\n  topics: open-weights, nlp\n",
            [("open-weights", 2)],
        ),
    ],
)
def test_descriptions_of_the_repository_claim_too(
    judge: Judge, tmp_path: Path, name: str, text: str, found: list[tuple[str, int]]
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)

    assert said(judge, tmp_path, text, name) == found


def test_a_card_that_goes_out_speaks_of_its_own_release(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "out" / "big").mkdir(parents=True)
    (tmp_path / "out" / "big" / "README.md").write_text(
        "This is a model with open weights.\n\nThis model is fully open.\n"
    )
    (tmp_path / "README.md").write_text("Our model is fully open.\n")
    report = judge(TWO)

    assert sorted(claims(report)) == [
        ("fully-open", "out/big/README.md", 3),
        ("open-weights", "out/big/README.md", 1),
    ]
    assert {f.artifact for f in report.findings if f.rule == "OPN001"} == {"release:my-lab/big-one"}


def test_a_folder_outside_the_repository_is_not_read(judge: Judge, tmp_path: Path) -> None:
    (tmp_path.parent / "away").mkdir(exist_ok=True)
    (tmp_path.parent / "away" / "README.md").write_text("tiny-one is fully open.\n")

    assert claims(judge(ONE % ", files: ../away")) == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20000,
        "*" * 50000,
        "<" * 50000,
        "![" * 20000,
        "our model " * 20000 + "is open source",
        "open source " * 20000,
        "a" * 400_000,
        "<!--" * 20000,
    ],
)
def test_no_text_takes_long(judge: Judge, tmp_path: Path, text: str) -> None:
    start = time.monotonic()
    said(judge, tmp_path, text)

    assert time.monotonic() - start < 10
