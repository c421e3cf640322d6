"""The data hold together: vocabulary, flow table, licenses, rules."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import pytest

from clearance import words
from clearance.facts import KINDS, Cited, TermFact
from clearance.graph.flow import COLUMNS, check_table
from clearance.judge.judge import check_rules, matches
from clearance.library.load import Library, data_root, library
from clearance.problems import Problem

KNOWN = library()
VOCABULARY = {
    "verdicts": words.Verdict,
    "acts": words.Act,
    "reaches": words.Reach,
    "binds": words.Binds,
    "duties": words.Do,
    "purposes": words.Purpose,
    "actors": words.Actor,
    "fields": words.Field,
    "levels": words.Level,
    "parts": words.Part,
    "certainties": words.Certainty,
    "restrictions": words.Restriction,
    "topics": words.Topic,
}


@pytest.mark.parametrize("section", VOCABULARY)
def test_words_in_python_and_in_data_are_the_same(section: str) -> None:
    assert set(words.words(VOCABULARY[section])) == set(KNOWN.table("licenses/_words")[section])


def test_every_word_has_a_label_and_a_sentence() -> None:
    for section in KNOWN.table("licenses/_words").values():
        assert all(entry["label"] and entry["says"] for entry in section.values())


def test_narrow_fields_name_wider_ones_in_data_and_python_alike() -> None:
    fields = KNOWN.table("licenses/_words")["fields"]

    assert {
        name: entry["within"] for name, entry in fields.items() if "within" in entry
    } == words.WITHIN


def test_the_flow_table_is_total() -> None:
    table = KNOWN.table("licenses/_flow")

    check_table(table, words.words(words.Reach), COLUMNS)
    assert sum(len(row) for row in table.values()) == len(words.words(words.Reach)) * len(COLUMNS)


def test_rungs_are_the_ladder() -> None:
    assert set(KNOWN.table("licenses/_ladder")) == set(words.words(words.Rung))


@pytest.mark.parametrize("key", sorted(KNOWN.paths))
def test_license_is_well_formed(key: str) -> None:
    one = KNOWN.license(key)

    assert one.form.title
    assert KNOWN.dangling(key) == []
    assert one.form.url.startswith("http")
    assert all(term.clause and term.says for term in one.terms)
    assert ("## In short" in one.body) and ("## Traps" in one.body)
    if one.form.read != "unread" and one.form.rung not in ("none", "legal-ground"):
        assert (
            any(term.verdict == "permit" for term in one.terms)
            or one.form.rung == "none"
            or key == "proprietary"
        )


@pytest.mark.parametrize("key", sorted(KNOWN.paths))
def test_every_spelling_of_a_license_finds_it(key: str) -> None:
    form = KNOWN.license(key).form
    spellings = [
        form.id,
        form.spdx,
        *form.aliases.hub,
        *form.aliases.names,
        *(f"LicenseRef-scancode-{one}" for one in form.aliases.scancode),
    ]
    family = {key, *KNOWN.siblings(key)}

    assert {name: KNOWN.find(name) for name in spellings if KNOWN.find(name) not in family} == {}


def test_a_near_miss_is_a_suggestion_and_no_match() -> None:
    assert KNOWN.find("apache-2") in (None, "apache-2.0")
    assert KNOWN.find("apachee-2.0") is None
    assert "apache-2.0" in KNOWN.suggest("apachee-2.0")
    assert KNOWN.find("llama2-something") is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Apache 2.0", "apache-2.0"),
        ("apache-2.0", "apache-2.0"),
        ("cc-by-nc-4.0", "cc-by-nc-4.0"),
        ("CC-BY-4.0", "cc-by-4.0"),
        ("LicenseRef-scancode-llama-2-license-2023", "llama2"),
        ("MIT", "mit"),
        ("NONE", "none"),
        ("llama3.1", "llama3.1"),
    ],
)
def test_spellings_people_use(written: str, key: str) -> None:
    assert KNOWN.find(written) == key


def test_every_verdict_and_topic_of_a_license_meets_a_rule() -> None:
    """A term without a rule would stay silent."""
    lost = []
    for key in KNOWN.paths:
        for term in KNOWN.license(key).terms:
            verdict = "broken" if term.do == "release-under" else term.verdict
            if verdict not in ("forbid", "broken"):
                continue
            fact = TermFact(
                topic=term.topic,
                cited=Cited(key, "n", term.clause, term.id),
                verdict=verdict,
                rung=KNOWN.license(key).form.rung,
            )
            if not any(
                rule.form.fact == "term" and matches(rule.form.when, fact) for rule in KNOWN.rules
            ):
                lost.append((key, term.id, verdict, term.topic))

    assert lost == []


def test_rules_are_well_formed_and_in_a_group() -> None:
    check_rules(KNOWN.rules)

    assert {rule.id[:-3] for rule in KNOWN.rules} <= set(KNOWN.groups)
    assert all(
        "## What it checks" in rule.body and "## Why it matters" in rule.body
        for rule in KNOWN.rules
    )


def _pack(tmp_path: Path, **changes: str) -> Library:
    (tmp_path / "rules").mkdir(exist_ok=True)
    told = {"when": "{verdict: forbid}", "message": '"{target}"', "fact": "term", **changes}
    text = (
        "---\nid: XXX001\nname: x\ntitle: x\nseverity: error\nsince: 0.1.0\nfact:"
        f" {told['fact']}\nwhen: {told['when']}\nmessage: {told['message']}\n---\n## What it"
        " checks\n"
    )
    (tmp_path / "rules" / "XXX001.md").write_text(text)
    return Library((data_root(), tmp_path))


@pytest.mark.parametrize(
    ("changes", "words_of_the_error"),
    [
        ({"when": "{verdikt: forbid}"}, ["verdikt", "verdict"]),
        ({"when": "{verdict: forbids}"}, ["forbids", "forbid, silent"]),
        ({"message": '"{target.__class__}"'}, ["plain names"]),
        ({"message": '"{target!r}"'}, ["plain names"]),
        ({"message": '"{nothing}"'}, ["nothing"]),
        ({"when": "{verdict: {matches: x}}"}, ["not, over, given"]),
    ],
)
def test_a_wrong_rule_is_refused_with_the_right_words(
    tmp_path: Path, changes: dict[str, str], words_of_the_error: list[str]
) -> None:
    pack = _pack(tmp_path, **changes)

    with pytest.raises(Problem) as caught:
        check_rules(pack.rules)
    assert all(word in str(caught.value) for word in words_of_the_error)


def test_a_wrong_word_in_a_license_is_refused_with_place_and_list(tmp_path: Path) -> None:
    (tmp_path / "licenses").mkdir()
    path = tmp_path / "licenses" / "odd.md"
    path.write_text(
        "---\nid: odd\ntitle: Odd\nspdx: LicenseRef-odd\nrung: permissive\nmade_for:"
        " [software]\nread: full\nurl: https://example.org\nterms:\n  - {id: a, verdict: permit,"
        " act: [use], reach: [materiel], topic: redistribution, clause: '1', says: x}\n---\n"
    )

    with pytest.raises(Problem) as caught:
        Library((data_root(), tmp_path)).license("odd")
    assert re.search(r"odd\.md:10:\d+: .*materiel", str(caught.value))
    assert "material" in str(caught.value)


def test_literal_fields_of_facts_are_closed() -> None:
    for kind in KINDS.values():
        hints = typing.get_type_hints(kind)
        assert typing.get_args(hints["topic"]) == words.words(words.Topic)


def test_a_scancode_key_that_is_another_license_here_is_not_taken_for_it() -> None:
    assert KNOWN.find("BSL-1.0") == "bsl-1.0"
    assert KNOWN.find("LicenseRef-scancode-bsl-1.0") is None
