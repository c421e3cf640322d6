"""Which license a text is: siblings are told apart by their own words, and a changed text is never
called unchanged.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from clearance.cli import cli
from clearance.library.fingerprint import Fingerprint, _doubt, fingerprint, identify, known
from clearance.library.load import library

ROOT = Path(__file__).parents[1]
APACHE = (ROOT / "LICENSE").read_text("utf-8")
OPEN = " ".join(
    f"The grantor gives you right number {i} over the work, to copy it and to pass copy {i * 7} on"
    " to anybody."
    for i in range(12)
)
CLOSED = (
    OPEN.replace(
        "right number 5 over the work,",
        "right number 5 over the work, for noncommercial purposes only, as section nine defines"
        " them,",
    )
    + " Noncommercial means that nobody earns money by it, neither at once nor later."
)
PRINTS = (fingerprint(OPEN, ["open"]), fingerprint(CLOSED, ["closed"]))


def told(text: str) -> tuple[tuple[str, ...], str]:
    found = identify(text, PRINTS)
    return found.ids, found.verdict


def test_case_marks_line_ends_and_copyright_lines_do_not_matter() -> None:
    assert told("Copyright (c) 2026 A. Lee\n\n" + OPEN.upper().replace(" ", "\n")) == (
        ("open",),
        "exact",
    )


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("Copyright The Acme Team", "match"),
        ("Copyright Acme Corp. 2023", "match"),
        ("Copyright license ends for Acme", "modified"),
    ],
)
def test_a_holder_without_a_year_changes_nothing_and_a_clause_does(line: str, verdict: str) -> None:
    assert (
        identify(APACHE.replace("Copyright [yyyy] [name of copyright owner]", line)).verdict
        == verdict
    )


def test_a_clause_c_is_no_copyright_line() -> None:
    clause = "\n(c) You keep every notice that stands in the work that you pass on.\n"

    assert identify(OPEN, [fingerprint(OPEN + clause, ["open"])]).verdict == "modified"


def test_a_sibling_is_not_taken_for_the_license_that_it_restricts() -> None:
    assert told(CLOSED) == (("closed",), "exact")
    assert told("The Closed License\n" + CLOSED) == (("closed",), "match")
    assert told(CLOSED.replace("anybody", "anyone", 1))[0] == ("closed",)


def test_half_of_what_tells_siblings_apart_is_modified_and_names_both() -> None:
    found = identify(CLOSED.rpartition(" Noncommercial means")[0], PRINTS)

    assert found.verdict == "modified"
    assert {*found.ids, found.sibling} == {"open", "closed"}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The Open License\n" + OPEN, "match"),
        ("For noncommercial use only\n" + OPEN, "extra"),
        (OPEN + " You may not train a model on it.", "extra"),
        (OPEN.replace("number 6", "number 6 solely for research"), "modified"),
        (OPEN.replace("gives you right number 6", "keeps right number 6"), "modified"),
        (OPEN.replace("The grantor gives you right number 6 over the work, ", ""), "modified"),
    ],
)
def test_verdict(text: str, verdict: str) -> None:
    assert told(text) == (("open",), verdict)


def test_the_difference_shows_the_added_words() -> None:
    assert identify(OPEN + " You may not train a model on it.", PRINTS).added == (
        "you may not train a model on it",
    )


def test_another_text_is_unknown() -> None:
    assert told(
        "A recipe: take two eggs, flour and milk, and stir them well before frying the pancakes in"
        " butter."
    ) == ((), "unknown")
    assert told("") == ((), "unknown")


def test_the_license_of_this_repository_is_apache() -> None:
    assert identify(APACHE).ids == ("apache-2.0",)
    assert identify(APACHE).verdict in ("exact", "match")
    assert identify(APACHE.replace("irrevocable", "revocable", 1)).verdict == "modified"


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    mine, others = set(one.runs), set(other.runs)
    return one.ids != other.ids and len(mine & others) >= 0.5 * min(len(mine), len(others))


def test_no_known_text_passes_for_its_sibling() -> None:
    pairs = [(one, other) for one, other in itertools.permutations(known(), 2) if alike(one, other)]

    assert len(pairs) >= 50
    assert [
        (one.ids, other.ids) for one, other in pairs if not _doubt(other, [one], set(one.runs))
    ] == []


def test_the_fingerprints_name_licenses_that_are_here_and_stay_small() -> None:
    ids = {id_ for one in known() for id_ in one.ids}

    assert ids <= set(library().paths)
    assert {
        "cc-by-4.0",
        "cc-by-nc-4.0",
        "llama2",
        "llama3",
        "llama3.1",
        "bsd-2-clause",
        "bsd-3-clause",
        "mit",
    } <= ids
    assert len(ids) >= 90
    assert (ROOT / "licenses" / "_fingerprints.json.gz").stat().st_size < 1_000_000


def test_the_command_answers_in_json_and_text(tmp_path: Path) -> None:
    other = tmp_path / "OTHER"
    other.write_text("Two eggs, flour and milk make a pancake, and butter makes it good.")
    row, unknown = json.loads(
        CliRunner()
        .invoke(cli, ["identify", str(ROOT / "LICENSE"), str(other), "--format", "json"])
        .output
    )

    assert (row["id"], row["verdict"] in ("exact", "match")) == ("apache-2.0", True)
    assert set(row) == {"path", "id", "ids", "verdict", "similarity", "difference"}
    assert (unknown["id"], unknown["verdict"]) == (None, "unknown")
    assert "unknown" in CliRunner().invoke(cli, ["identify", str(other)]).output


def test_a_file_that_is_no_text_does_not_take_the_others_along(tmp_path: Path) -> None:
    (tmp_path / "blob").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "LICENSE").write_text(APACHE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "clearance", "identify", "blob", "LICENSE"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "LICENSE: exact  apache-2.0  100.0%\n",
        "clearance: blob: is not UTF-8 text\n",
    )
