"""The flow table, stated a second time and walked cell by cell on small graphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.graph.flow import COLUMNS, Rules, column, next_reach, walk
from clearance.library.load import library
from clearance.manifest.load import loads
from clearance.model import Link
from clearance.words import Reach, words

EXPECTED = """
in-hand           base              base:adapter      derived_from derived_from:analysis
material          derivative        derivative?       derivative   result
derivative        derivative        derivative?       derivative   result
combined          -                 -                 combined     result
collected         -                 -                 derivative?  result
output            -                 -                 output       -
trained           trained           trained           -            -
trained-on-output trained-on-output trained-on-output -            -
distilled         distilled         distilled         -            -
result            -                 -                 result       result

in-hand           contains:combined contains:aggregate generated_by
material          combined          collected          output
derivative        combined          collected          output
combined          combined          collected          -
collected         combined          collected          -
output            output            output             -
trained           trained           trained            -
trained-on-output trained-on-output trained-on-output  output?
distilled         distilled         distilled          output?
result            result            result             -

in-hand           distilled_from     trained_on        serves            evaluated
material          distilled          trained           material          -
derivative        distilled          trained           derivative        -
combined          -                  trained           combined          -
collected         -                  trained           collected         -
output            -                  trained-on-output output            -
trained           trained?           -                 trained           -
trained-on-output trained-on-output? -                 trained-on-output -
distilled         distilled?         -                 distilled         -
result            -                  -                 -                 -
"""
LINKS = {
    "base": ("base", ""),
    "base:adapter": ("base", "adapter"),
    "derived_from": ("derived_from", ""),
    "derived_from:analysis": ("derived_from", "analysis"),
    "contains:combined": ("contains", "combined"),
    "contains:aggregate": ("contains", "aggregate"),
    "generated_by": ("generated_by", ""),
    "distilled_from": ("distilled_from", ""),
    "trained_on": ("trained_on", ""),
    "serves": ("serves", ""),
    "evaluated": ("evaluated_on", ""),
}


def expected() -> dict[tuple[str, str], str]:
    """Return (reach, column) -> cell as it is stated above."""
    cells = {}
    for table in EXPECTED.strip().split("\n\n"):
        (_, *links), *rows = (line.split() for line in table.splitlines())
        for reach, *row in rows:
            for link, cell in zip(links, row, strict=True):
                cells[reach, link] = cell.replace("?", " ?")
    return cells


def mistakes(table: dict[str, dict[str, str]]) -> list[str]:
    """Return the cells in which a table walks otherwise than stated."""
    wrong = []
    for (reach, name), cell in expected().items():
        kind, how = LINKS[name]
        steps = next_reach(reach, Link("p", kind, "o", how), table, {})
        told = "-" if not steps else steps[0][0] + (" ?" if steps[0][1] else "")
        if told != cell:
            wrong.append(f"{reach} x {name}: {told}, not {cell}")
    return wrong


def test_every_cell_walks_as_stated() -> None:
    assert mistakes(library().table("licenses/_flow")) == []


def test_the_statement_is_total() -> None:
    assert len(expected()) == len(words(Reach)) * len(COLUMNS)


@pytest.mark.parametrize(
    "cell", [("material", "trained_on"), ("output", "base"), ("collected", "serves")]
)
def test_a_changed_cell_is_noticed(cell: tuple[str, str]) -> None:
    reach, link = cell
    table = {name: dict(cells) for name, cells in library().table("licenses/_flow").items()}
    table[link][reach] = "-" if table[link][reach] != "-" else "material"

    assert len(mistakes(table)) == 1


def test_a_link_that_does_not_say_how_is_both_and_the_worse_is_unknown() -> None:
    assert column(Link("p", "contains", "o")) == [
        ("contains:aggregate", 0),
        ("contains:combined", 2),
    ]


def test_a_license_may_replace_a_cell() -> None:
    project = loads(
        "models: {g: {license: mit}, s: {ours: true, trained_on: d}}\ndatasets: {d: {ours: true,"
        " generated_by: g}}\n",
        "clearance.yaml",
        Path(),
    )
    table = library().table("licenses/_flow")

    plain = walk(project, "g", "", Rules(table, {}))
    replaced = walk(project, "g", "", Rules(table, {"output trained_on": ("distilled", True)}))
    assert {state.reach for state in plain.values() if state.thing == "s"} == {"trained-on-output"}
    assert {
        (state.reach, state.certainty) for state in replaced.values() if state.thing == "s"
    } == {("distilled", "contested")}


def test_somebody_elses_thing_on_the_way_is_remembered() -> None:
    project = loads(
        "models: {a: {}, b: {base: a}, c: {ours: true, base: b}}\n", "clearance.yaml", Path()
    )

    assert {
        (s.thing, s.others)
        for s in walk(project, "a", "", Rules(library().table("licenses/_flow"), {})).values()
    } == {("a", False), ("b", True), ("c", True)}
