"""A manifest with something of everything: error, contested, unknown, met and unmet duties, an
accepted finding, catalogue things.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clearance.model import Report

FULL = """\
project: {name: full, purpose: research, license: Apache-2.0, fields: []}
actor: {kind: university}
models:
  teacher: {source: "hf:meta-llama/Llama-2-13b-chat-hf"}
  start: {license: apache-2.0, task: text-generation}
  student: {ours: true, base: start, trained_on: [answers],
    openness: {weights: open, data: described}}
datasets:
  answers: {ours: true, generated_by: [teacher], derived_from: [wiki, own]}
  wiki: {license: cc-by-sa-4.0}
  own: {license: other}
releases:
  - {artifact: student, as: lab/student, license: apache-2.0}
accept:
  - {rule: SHA001, because: counsel said so}
"""


@pytest.fixture
def full(judge: Callable[[str], Report], monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    return judge(FULL)
