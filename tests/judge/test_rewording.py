"""Findings are data: no sentence of a rule decides anything but how it reads."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.check import Options, check_project
from clearance.commands.cases import TODAY, all_cases
from clearance.judge import judge
from clearance.library.load import Rule, library
from clearance.manifest.load import loads
from clearance.model import Report
from clearance.report import render
from clearance.report.headline import counts, first_line
from clearance.report.select import asked, blocks, folded, gathered

KNOWN = library()
CASES = [case.text for case in all_cases(KNOWN)]
WORDS = st.text(string.ascii_letters + " `'.,;:-", min_size=1, max_size=30).map(str.strip)
TEXTS = ("message", "fix", "title")
"""Fields of a finding that hold sentences."""


def reworded(rule: Rule, words: str) -> Rule:
    """Return a rule that says everything otherwise: every sentence, not what is decided."""
    form = rule.form
    gather = form.gather
    told = {
        "title": f"title {words}",
        "message": f"{{target}} {words} {{source}}",
        "fix": [f"do {words} with {{source}} ({i})" for i, _ in enumerate(form.fix)],
        "gather": gather and gather.model_copy(update={"what": words, "fix": words}),
        "together": form.together and f"{words} {{count}}",
    }
    return Rule(form.model_copy(update=told), rule.body, rule.path, rule.body_line)


def untexted(report: Report) -> Any:
    """Return the JSON of a report without its sentences."""
    data = json.loads(render(report, "json"))
    del data["summary"]["headline"]
    for finding in (*data["findings"], *data["accepted"]):
        for field in TEXTS:
            finding[field] = bool(finding[field])
    return data


def shape(report: Report) -> Any:
    """Return what a reader of a report decides on, sentences aside."""
    shown, hidden = folded(report.findings)
    return (
        first_line(report).kind,
        counts(report),
        [finding.key for finding in gathered(report)],
        [finding.key for finding in asked(report)],
        [[finding.key for finding in block] for block in blocks(shown)],
        [finding.key for finding in hidden],
        untexted(report),
    )


def judged(text: str) -> Report:
    project = loads(text, "clearance.yaml", Path("/nonexistent"))
    return check_project(project, Options(today=TODAY))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=st.sampled_from(CASES), words=WORDS)
def test_rewording_every_rule_changes_nothing_but_sentences(case: str, words: str) -> None:
    before = shape(judged(case))
    with pytest.MonkeyPatch.context() as patched:
        rules = tuple(reworded(rule, words) for rule in KNOWN.rules)
        patched.setitem(KNOWN.__dict__, "rules", rules)
        patched.setattr(judge, "ANSWER", f"{words} {{missing}}")
        after = shape(judged(case))

    assert after == before


def test_an_answer_is_missing_however_it_is_asked_for() -> None:
    report = judged("models: {m: {license: llama2, used_for: run}}")

    assert first_line(report).kind == "answers"
    assert {finding.missing for finding in report.findings} - {""} <= {
        "project.purpose",
        "project.fields",
        "actor.monthly_users",
        "actor.monthly_users.2023-06",
        "m.received",
    }
