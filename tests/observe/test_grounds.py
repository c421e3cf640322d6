"""Legal grounds: what a basis lifts."""

from __future__ import annotations

from collections.abc import Callable

from reading import named

from clearance.model import Report

Judge = Callable[[str], Report]


def test_permission_in_writing_lifts_what_it_names_and_no_more(judge: Judge) -> None:
    text = """
project: {purpose: commercial}
datasets: {news: {license: none, basis: {permission: {from: A. Editor, date: 2026-01-01, document: letter, acts: [ACTS]}}}}
models: {m: {ours: true, trained_on: news}}
releases: [{artifact: news}]
"""
    trained = judge(text.replace("ACTS", "train"))

    assert [f.rule for f in trained.findings if f.artifact == "m"] == ["GRD001"]
    assert [f.certainty for f in named(trained, "LIC001") if f.artifact == "release:news"] == [
        "settled"
    ]
    assert named(judge(text.replace("ACTS", "train, distribute")), "LIC001") == []
