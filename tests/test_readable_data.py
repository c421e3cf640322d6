"""The data are written for people: one form, lines that fit a screen, names that say what is in."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from clearance import words
from clearance.catalogue.lookup import DATA, families
from clearance.files.yaml import quick, split_front_matter
from clearance.library.load import library
from clearance.library.schema import LicenseIn

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import format_data  # noqa: E402
from yaml_form import form  # noqa: E402

FILES = format_data.paths()
FLOW = ROOT / "licenses" / "_flow.yml"
LICENSES = [path for path in FILES if path.suffix == ".md"]
ACTS = words.words(words.Act)
REACHES = words.words(words.Reach)
KINDS = {"models": "model", "datasets": "dataset", "apis": "api-model", "code": "code"}


def named(path: Path) -> str:
    """Return the path of a data file in the repository."""
    return path.relative_to(ROOT).as_posix()


def data_of(text: str, name: str) -> str:
    """Return the YAML of a data file: the front matter of a license, or the whole text."""
    return split_front_matter(text, name)[0] if name.endswith(".md") else text


def parsed(text: str, name: str) -> Any:
    """Return the values of a data file; those of a license as the program has them."""
    data = quick(data_of(text, name))
    return LicenseIn.model_validate(data) if name.endswith(".md") else data


def too_long(text: str) -> list[str]:
    """Return the lines of more than 100 columns that could be broken."""
    key = re.compile(r"\s*(- )?([\w.-]+: )?")
    return [line for line in text.split("\n") if len(line) > 100 and " " in key.sub("", line, 1)]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_data_file_stands_in_its_form(path: Path) -> None:
    text = path.read_text("utf-8")

    assert format_data.formatted(text, path.name) == text, f"repair with: {format_data.REPAIR}"


@pytest.mark.parametrize("path", [*FILES, FLOW], ids=named)
def test_no_line_is_over_100_columns_but_for_an_address(path: Path) -> None:
    assert too_long(data_of(path.read_text("utf-8"), path.name)) == []


@pytest.mark.parametrize("path", LICENSES[::7], ids=named)
@pytest.mark.parametrize("style", [True, False, None], ids=["flow", "block", "mixed"])
def test_the_form_changes_no_value_and_formatting_again_changes_nothing(
    path: Path, style: bool | None
) -> None:
    text = path.read_text("utf-8")
    head, body, _ = split_front_matter(text, path.name)
    other = yaml.dump(quick(head), default_flow_style=style, width=1000, allow_unicode=True)
    written = f"---\n{other}---\n{body}"

    once = format_data.formatted(written, path.name)

    assert parsed(once, path.name) == parsed(written, path.name) == parsed(text, path.name)
    assert format_data.formatted(once, path.name) == once
    assert split_front_matter(once, path.name)[1] == body


def test_comments_and_blank_lines_stay_with_what_they_are_about() -> None:
    text = """\
# the file

a: 1  # behind a
# above b
b: [x,  y]   # behind b
c:
  # above the item
  - {k: "v # no comment"}
# the end
"""
    assert form(text) == text.replace("[x,  y]   #", "[x, y]  #")


TERM = {"id": "a", "says": "x", "clause": "1", "verdict": "permit", "topic": "redistribution"}
HEAD = {
    "id": "odd",
    "title": "Odd",
    "spdx": "LicenseRef-odd",
    "rung": "permissive",
    "made_for": "software",
    "read": "full",
    "url": "https://example.org",
}


@pytest.mark.parametrize(
    ("written", "reach"),
    [
        ("in-hand", words.IN_HAND),
        (["in-hand"], words.IN_HAND),
        (["in-hand", "trained"], (*words.IN_HAND, "trained")),
        (["output", "in-hand"], ("output", *words.IN_HAND)),
        ("any", REACHES),
        (["material"], ("material",)),
    ],
)
def test_in_hand_is_four_reaches_and_any_is_all(written: Any, reach: tuple[str, ...]) -> None:
    form = LicenseIn.model_validate({**HEAD, "terms": [{**TERM, "act": "use", "reach": written}]})

    assert tuple(form.terms[0].reach) == reach


def test_a_permit_may_cover_any_act() -> None:
    form = LicenseIn.model_validate({**HEAD, "terms": [{**TERM, "act": "any", "reach": "in-hand"}]})

    assert tuple(form.terms[0].act) == ACTS


def test_in_hand_is_written_wherever_its_four_words_are_meant() -> None:
    four = set(words.IN_HAND)
    spelled_out = [
        (path.stem, term["id"])
        for path in LICENSES
        for term in quick(data_of(path.read_text("utf-8"), path.name)).get("terms", [])
        if four <= set(term["reach"])
    ]

    assert spelled_out == []


def test_a_word_has_a_label_and_a_sentence_and_nothing_else() -> None:
    odd = [
        (section, word)
        for section, entries in library().table("licenses/_words").items()
        for word, entry in entries.items()
        if set(entry) - {"within"} != {"label", "says"}
    ]

    assert odd == []


def test_the_folder_of_a_catalogue_file_says_what_kind_of_thing_is_in_it() -> None:
    wrong = [
        (family.file, entry.id, entry.kind)
        for family in families()
        for entry in family.entries
        if entry.kind != KINDS[family.file.split("/")[1]]
    ]

    assert wrong == []


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.yml")), ids=named)
def test_the_name_of_a_catalogue_file_says_what_is_in_it(path: Path) -> None:
    assert not re.search(r"^.$|\b(more|misc|other|others|various|new|data|m)\b", path.stem)
