"""Role, use, kind, confidence, and comments that ask to be ignored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.scan import Ignore, ScanResult, scan

Scanner = Callable[[str, str], ScanResult]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.py", "model.push_to_hub('acme/owl-ft')", ("model", "output", "distribute")),
        ("a.py", "dataset.push_to_hub('acme/owl-ft')", ("dataset", "output", "distribute")),
        (
            "a.py",
            "create_repo(repo_id='acme/owl-ft', repo_type='dataset')",
            ("dataset", "output", "distribute"),
        ),
        (
            "a.py",
            "TrainingArguments(hub_model_id='acme/owl-ft')",
            ("model", "output", "distribute"),
        ),
        ("a.yaml", "hub_model_id: acme/owl-ft", ("model", "output", "distribute")),
        ("a.sh", "hf upload acme/owl-ft .", ("model", "output", "distribute")),
        ("a.sh", "python t.py --hub_model_id acme/owl-ft", ("model", "output", "distribute")),
        ("tests/test_a.py", "M.from_pretrained('acme/owl-ft')", ("model", "test", "evaluate")),
        ("pkg/tests/data.yaml", "base_model: acme/owl-ft", ("model", "test", "finetune")),
        ("evaluation/test/run.sh", "python t.py --model acme/owl-ft", ("model", "use", "evaluate")),
        ("a.py", "M.from_pretrained('acme/owl-ft')", ("model", "use", "run")),
        ("train.py", "M.from_pretrained('acme/owl-ft')", ("model", "use", "finetune")),
        ("train.py", "load_dataset('acme/owl-ft')", ("dataset", "use", "train")),
        ("eval/run.py", "load_dataset('acme/owl-ft')", ("dataset", "use", "evaluate")),
        ("a.py", "judge_model = 'acme/owl-ft'", ("model", "use", "evaluate")),
        ("a.py", "teacher_model = 'acme/owl-ft'", ("model", "use", "generate")),
    ],
)
def test_role_and_use_come_from_the_place(
    scan_text: Scanner, name: str, text: str, expected: tuple[str, str, str]
) -> None:
    found = [(one.kind, one.role, one.use) for one in scan_text(name, text).references]
    assert found == [expected]


def test_written_and_canonical_names_are_both_kept(scan_text: Scanner) -> None:
    (one,) = scan_text("a.py", "SentenceTransformer('all-MiniLM-L6-v2')").references
    assert (one.written, one.id) == ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")
    assert one.how == "call SentenceTransformer"


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("M.from_pretrained('acme/owl')", "high"),
        ("model_id = 'acme/owl'", "medium"),
        ("M.from_pretrained('acme/' + 'owl')", "medium"),
    ],
)
def test_confidence_says_how_sure_the_place_is(
    scan_text: Scanner, text: str, confidence: str
) -> None:
    assert {one.confidence for one in scan_text("a.py", text).references} == {confidence}


def test_a_call_that_knows_settles_the_kind(scan_text: Scanner) -> None:
    text = "repo_id = 'acme/birds'\nload_dataset(repo_id)\nevaluate_model(repo_id='acme/birds')\n"
    assert {one.kind for one in scan_text("a.py", text).references} == {"dataset"}


@pytest.mark.parametrize(
    ("reader", "kind"),
    [("load_dataset(self.card['hf_name'])", "dataset"), ("M.from_pretrained(c.hf_name)", "model")],
)
def test_a_key_is_what_the_call_of_another_file_reads_it_as(
    tmp_path: Path, reader: str, kind: str
) -> None:
    (tmp_path / "birds.py").write_text("card = {'hf_name': 'acme/birds'}\n", encoding="utf-8")
    (tmp_path / "base.py").write_text(reader + "\n", encoding="utf-8")
    assert [one.kind for one in scan(tmp_path).references] == [kind]


def test_a_key_that_names_its_kind_is_not_changed_by_another_file(tmp_path: Path) -> None:
    (tmp_path / "birds.py").write_text("card = {'model_name': 'acme/owl'}\n", encoding="utf-8")
    (tmp_path / "base.py").write_text("load_dataset(card['model_name'])\n", encoding="utf-8")
    assert [one.kind for one in scan(tmp_path).references] == ["model"]


def test_what_lies_in_the_tree_is_a_path(scan_text: Scanner) -> None:
    scan_text("owls/small/config.json", "{}")
    assert scan_text("a.py", "M.from_pretrained('owls/small')").references != ()
    root = scan_text("b.py", "x = 1")
    assert root.references == ()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.py",
            "m = 'acme/owl'  # clearance: ignore[REF001] only a demo\n",
            Ignore("a.py", 1, ("REF001",), "only a demo", 1),
        ),
        (
            "a.py",
            "# clearance: ignore[REF001,REF002]\nx = 1\n",
            Ignore("a.py", 1, ("REF001", "REF002"), "", 2),
        ),
        (
            "a.md",
            "<!-- clearance: ignore[REF001] ours -->\ntext\n",
            Ignore("a.md", 1, ("REF001",), "ours", 2),
        ),
        (
            "a.ts",
            "const m = 1 // clearance: ignore[REF001] x\n",
            Ignore("a.ts", 1, ("REF001",), "x", 1),
        ),
    ],
)
def test_ignore_comments_are_returned(
    scan_text: Scanner, name: str, text: str, expected: Ignore
) -> None:
    assert scan_text(name, text).ignores == (expected,)
