"""The flow a second time, as a logic program: on random graphs clingo and the walk agree on every
reach and its certainty.

The oracle reads the table of licenses/_flow.yml itself and shares no code with the engine. `python
tests/oracles/test_clingo.py`
prints how many reaches were compared.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import clingo
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clearance.graph.flow import Rules, walk
from clearance.model import Link, Project, Thing

FLOW = Path(__file__).parents[2] / "licenses" / "_flow.yml"
EXAMPLES = 1000
DOUBT = ("settled", "contested", "unknown")
JOINS = {
    "base": ("model", "model"),
    "trained_on": ("model", "dataset"),
    "distilled_from": ("model", "model"),
    "generated_by": ("dataset", "model"),
    "annotated_by": ("dataset", "model"),
    "evaluated_on": ("model release", "dataset"),
    "evaluated_with": ("model release", "model"),
    "derived_from": ("dataset code", "dataset code"),
    "serves": ("service", "model"),
    "contains": ("model dataset code service release", "model dataset code"),
    "artifact": ("release", "model dataset code"),
}
"""link -> (kinds of the product, kinds of the object)"""
HOWS = {
    "base": ("", "finetune", "adapter", "merge", "quantize"),
    "derived_from": ("", "analysis"),
    "contains": ("", "combined", "aggregate"),
}
PARTS = {
    "model": ("", "weights", "code"),
    "dataset": ("", "data", "contents", "code"),
    "code": ("", "code"),
}

PROGRAM = """
% which column of the table a link stands for, and the doubt of reading it so
column(I, "evaluated", 0) :- link(I, _, "evaluated_on", _, _).
column(I, "evaluated", 0) :- link(I, _, "evaluated_with", _, _).
column(I, "generated_by", 0) :- link(I, _, ("generated_by"; "annotated_by"), _, _).
column(I, "base:adapter", 0) :- link(I, _, "base", _, "adapter").
column(I, "base", 0) :- link(I, _, "base", _, H), H != "adapter".
column(I, "derived_from:analysis", 0) :- link(I, _, "derived_from", _, "analysis").
column(I, "derived_from", 0) :- link(I, _, "derived_from", _, "").
column(I, "contains:combined", 0) :- link(I, _, "contains", _, "combined").
column(I, "contains:aggregate", 0) :- link(I, _, "contains", _, ("aggregate"; "")).
column(I, "contains:combined", 2) :- link(I, _, "contains", _, "").
column(I, K, 0) :- link(I, _, K, _, _), K = ("trained_on"; "distilled_from"; "serves").

% what one link makes of a reach; a license may replace a cell; a release hands out what it has
turns(R, C, T, D) :- becomes(R, C, T, D).
turns(R, C, T, D) :- cell(R, C, T, D), not becomes(R, C, _, _).
moves(I, R, T, D) :- column(I, C, A), turns(R, C, T, B), D = #max { A; B }.
moves(I, R, R, 0) :- link(I, _, "artifact", _, _), reach(R).

% which part's license leaves the source along a link
goes(S, "", I) :- link(I, _, _, S, _).
goes(S, P, I) :- link(I, _, _, S, _), thing(S, "code"), part(P).
goes(S, "weights", I) :- link(I, _, _, S, _), thing(S, "model").
goes(S, "code", I) :- link(I, _, "contains", S, _), thing(S, "model").
goes(S, ("data"; "contents"), I) :- link(I, _, _, S, _), thing(S, "dataset").

far(X, O, 1) :- thing(X, _), not ours(X), O = 0..1.
far(X, O, O) :- thing(X, _), ours(X), O = 0..1.

% the walk: the license leaves its source along the links that its part goes, and then goes on everywhere
state(S, P, S, "material", 0, 0) :- grant(S, P).
state(S, P, X, T, O, D) :- grant(S, P), goes(S, P, I), link(I, X, _, S, _), moves(I, "material", T, D), far(X, 0, O).
state(S, P, X, T, O, E) :- state(S, P, Y, R, N, D), (Y, R, N) != (S, "material", 0), link(I, X, _, Y, _), moves(I, R, T, F), far(X, N, O), E = #max { D; F }.
best(S, P, X, R, O, M) :- state(S, P, X, R, O, _), M = #min { D : state(S, P, X, R, O, D) }.
#show best/6.
"""

State = tuple[str, str, str, str, bool, str]
"""source, part, thing, reach, through others, certainty"""


class Case(NamedTuple):
    """One drawn graph and the cells that its licenses replace."""

    project: Project
    becomes: dict[str, tuple[str, bool]]


@functools.cache
def table() -> dict[str, dict[str, str]]:
    """Return the flow table as it stands in the file: link -> reach -> cell."""
    loaded: dict[str, dict[str, str]] = yaml.load(FLOW.read_text("utf-8"), yaml.CBaseLoader)
    return loaded


def reaches() -> list[str]:
    """Return the reaches of the flow table."""
    return list(next(iter(table().values())))


def sources(project: Project) -> list[tuple[str, str]]:
    """Return (thing, part) of everything that somebody else may have licensed."""
    return [
        (thing.name, part)
        for thing in project.things
        if not thing.ours and thing.kind in PARTS
        for part in PARTS[thing.kind]
    ]


def facts(case: Case) -> str:
    """Return the graph, the table and the replaced cells as facts."""
    told = [f'part("{part}").' for part in ("weights", "code", "data", "contents")]
    told += [f'reach("{reach}").' for reach in reaches()]
    for name, cells in table().items():
        for reach, cell in cells.items():
            if cell != "-":
                told.append(
                    f'cell("{reach}", "{name}", "{cell.split()[0]}", {int(cell.endswith("?"))}).'
                )
    for cell, (to, contested) in case.becomes.items():
        reach, name = cell.split(" ")
        told.append(f'becomes("{reach}", "{name}", "{to}", {int(contested)}).')
    for thing in case.project.things:
        told.append(
            f'thing("{thing.name}", "{thing.kind}").'
            + (f' ours("{thing.name}").' if thing.ours else "")
        )
    for i, link in enumerate(case.project.links):
        told.append(f'link({i}, "{link.product}", "{link.kind}", "{link.object}", "{link.how}").')
    told += [f'grant("{source}", "{part}").' for source, part in sources(case.project)]
    return "\n".join(told)


def by_logic(case: Case) -> set[State]:
    """Return what clingo says is reached."""
    control = clingo.Control(["--warn=none"])
    control.add("base", [], PROGRAM + facts(case))
    control.ground([("base", [])])
    found: set[State] = set()

    def keep(model: clingo.Model) -> None:
        for atom in model.symbols(shown=True):
            source, part, thing, reach, others, doubt = atom.arguments
            found.add(
                (
                    source.string,
                    part.string,
                    thing.string,
                    reach.string,
                    bool(others.number),
                    DOUBT[doubt.number],
                )
            )

    control.solve(on_model=keep)
    return found


def by_walk(case: Case, cells: dict[str, dict[str, str]]) -> set[State]:
    """Return what the engine says is reached, given the table."""
    found = set()
    for source, part in sources(case.project):
        for state in walk(case.project, source, part, Rules(cells, case.becomes)).values():
            found.add((source, part, state.thing, state.reach, state.others, state.certainty))
    return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw things of every kind, ours and not ours, joined by any links, cycles among them."""
    kinds = [
        "model",
        "model",
        "dataset",
        "dataset",
        *draw(
            st.lists(
                st.sampled_from(("model", "dataset", "code", "service", "release")),
                min_size=2,
                max_size=7,
            )
        ),
    ]
    things = [
        Thing(f"{kind}{i}", kind, ours=kind in ("service", "release") or draw(st.booleans()))
        for i, kind in enumerate(kinds)
    ]
    possible = [
        Link(product.name, kind, thing.name, how)
        for kind, (made, of) in JOINS.items()
        for product in things
        for thing in things
        for how in HOWS.get(kind, ("",))
        if product != thing
        and product.kind in made.split()
        and thing.kind in of.split()
        and (kind != "derived_from" or product.kind == thing.kind)
    ]
    links = draw(st.lists(st.sampled_from(possible), min_size=3, max_size=24, unique=True))
    cell = st.sampled_from([f"{reach} {name}" for reach in reaches() for name in table()])
    becomes = draw(
        st.dictionaries(cell, st.tuples(st.sampled_from(reaches()), st.booleans()), max_size=2)
    )
    return Case(
        Project("p", "clearance.yaml", ".", things=tuple(things), links=tuple(links)), becomes
    )


def loop(project: Project) -> bool:
    """Return whether a thing is made, over some links, from itself."""
    below: dict[str, set[str]] = {
        thing.name: {link.object for link in project.links if link.product == thing.name}
        for thing in project.things
    }
    for _ in below:
        below = {
            name: reached.union(*(below[one] for one in reached)) for name, reached in below.items()
        }
    return any(name in reached for name, reached in below.items())


def compare(
    examples: int, cells: dict[str, dict[str, str]], phases: tuple[Phase, ...] = tuple(Phase)
) -> dict[str, int]:
    """Draw graphs, raise AssertionError on the first that the engine walks otherwise with those
    cells, and return what was compared.
    """
    counted = {
        "graphs": 0,
        "with a loop": 0,
        "with a replaced cell": 0,
        "reaches": 0,
        "through others": 0,
        "not settled": 0,
    }

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def agree(case: Case) -> None:
        logic = by_logic(case)
        assert by_walk(case, cells) == logic
        counted["graphs"] += 1
        counted["with a loop"] += loop(case.project)
        counted["with a replaced cell"] += bool(case.becomes)
        counted["reaches"] += len(logic)
        counted["through others"] += sum(state[4] for state in logic)
        counted["not settled"] += sum(state[5] != "settled" for state in logic)

    agree()
    return counted


def test_walk_and_logic_program_agree_on_random_graphs() -> None:
    counted = compare(EXAMPLES, table())

    assert counted["graphs"] >= EXAMPLES
    assert counted["reaches"] >= 20_000
    assert min(counted["with a loop"], counted["with a replaced cell"]) >= 200
    assert min(counted["through others"], counted["not settled"]) >= 3_000


@pytest.mark.parametrize(
    "change",
    [
        ("output", "trained_on", "-"),
        ("trained", "distilled_from", "trained"),
        ("material", "contains:combined", "collected"),
    ],
)
def test_an_engine_that_walks_one_cell_otherwise_is_noticed(change: tuple[str, str, str]) -> None:
    reach, name, cell = change
    other = {**table(), name: {**table()[name], reach: cell}}

    with pytest.raises(AssertionError):
        compare(EXAMPLES, other, (Phase.generate,))


if __name__ == "__main__":
    for word, number in compare(EXAMPLES, table()).items():
        print(f"{word}: {number}")
