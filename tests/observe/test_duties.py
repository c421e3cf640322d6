"""What is owed, and what the files that go out show of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clearance.model import Report

Judge = Callable[[str], Report]
LLM = "task: text-generation"


def test_met_duties_show_their_evidence(judge: Judge, tmp_path: object) -> None:

    folder = Path(str(tmp_path))
    (folder / "LICENSE").write_text("Apache License\nVersion 2.0, January 2004\n")
    (folder / "README.md").write_text(
        "Finetuned from start (modified weights). Copyright and license of start: Apache-2.0.\n"
    )
    report = judge(f"""
project: {{purpose: research}}
models: {{start: {{license: apache-2.0, {LLM}}}, m: {{ours: true, base: start}}}}
releases: [{{artifact: m, license: apache-2.0}}]
""")

    assert {duty.status for duty in report.duties} <= {"met", "uncheckable"}
    assert {duty.evidence for duty in report.duties if duty.do == "include-license"} == {"LICENSE"}
