"""What licenses that meet in one release leave for it: intersections, refused restrictions, labels
that upstream contradicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clearance.facts import ArtifactFact
from clearance.graph.conditions import doubted, holds
from clearance.graph.flow import CERTAINTY, Reached, chain
from clearance.graph.graph import Act, Grant, Graph, dropped, label
from clearance.library.load import License
from clearance.model import Thing
from clearance.observe.acts import ORDER, allowed, event
from clearance.observe.artifacts import make, nearest

WORK = ("material", "derivative", "combined")
"""Reaches in which the licensed thing is part of the released work itself, not beside it."""
OPEN_RUNGS = ("public-domain", "permissive", "attribution", "share-alike")


@dataclass(frozen=True)
class Held:
    """One license in one released work."""

    grant: Grant
    license: License
    state: Reached
    under: frozenset[str] | None
    """ids the release may state under its terms that surely apply; None: any"""


def held(graph: Graph, release: Thing, grants: Iterable[Grant]) -> list[Held]:
    """Return every license that a release holds in its own work, with what it allows the release to
    state.
    """
    result = []
    for grant in grants:
        states = [
            s for s in grant.by_thing.get(release.name, ()) if s.reach in WORK and s.doubt < 2
        ]
        if grant.license is None or not states:
            continue
        state = nearest(states)
        act = Act("distribute", state, release.name, None)
        under: frozenset[str] | None = None
        for term in grant.license.terms:
            applies = (
                term.do == "release-under"
                and "distribute" in term.act
                and state.reach in term.reach
            )
            if (
                applies
                and not term.contested
                and not term.unread
                and holds(term, event(graph, grant, act)).value == "yes"
            ):
                names = frozenset(allowed(graph, grant, term))
                under = names if under is None else under & names
        result.append(Held(grant, grant.license, state, under))
    return result


def left(works: list[Held]) -> frozenset[str] | None:
    """Return the license ids that every license in a work allows the release to state; None: any."""
    result: frozenset[str] | None = None
    for one in works:
        if one.under is not None:
            result = one.under if result is None else result & one.under
    return result


def clashes(works: list[Held]) -> Iterator[tuple[Held, Held, str, str]]:
    """Yield (refusing, adding, what it adds, certainty) for each restriction that another license
    refuses.
    """
    for one in works:
        if one.license.form.further != "refused":
            continue
        for other in works:
            if other.license.id == one.license.id or (
                other.under is not None and one.license.id in other.under
            ):
                continue
            if one.under is not None and other.under is not None and one.under & other.under:
                continue
            for added in other.license.form.adds:
                if added not in one.license.form.tolerates:
                    doubt = (
                        "contested" if added in one.license.form.tolerates_contested else "settled"
                    )
                    yield one, other, added, doubt
                    break


def incompatible(graph: Graph, grants: list[Grant]) -> Iterator[ArtifactFact]:
    """Yield one fact for each release for which its inputs leave no license."""
    for release in graph.project.things:
        if release.kind != "release":
            continue
        works = held(graph, release, grants)
        found = next(
            iter(
                sorted(
                    clashes(works),
                    key=lambda row: ORDER.index({"settled": "yes"}.get(row[3], row[3])),
                )
            ),
            None,
        )
        if found:
            one, other, added, certainty = found
            why = (
                f"{one.license.form.title} refuses further restrictions, and"
                f" {other.license.form.title} lays {added.replace('-', ' ')} on the work"
            )
        elif left(works) == frozenset():
            narrow = [work for work in works if work.under is not None]
            one = narrow[0]
            other = next(
                work
                for work in narrow
                if not (one.under or frozenset()) & (work.under or frozenset())
            )
            certainty, why = (
                "settled",
                "each asks that the release state one of its own licenses, and they share none",
            )
        else:
            continue
        doubt = max(one.state.doubt, other.state.doubt, CERTAINTY.index(certainty))
        yield make(
            release,
            "incompatible",
            "incompatible-combination",
            CERTAINTY[doubt],
            source=other.grant.thing.name,
            license=other.license.id,
            name=other.license.form.title,
            stated=one.grant.thing.name,
            why=why,
            released="yes",
            chain=chain(other.state, graph.project, other.license.id),
        )


def labels(graph: Graph, grants: list[Grant]) -> Iterator[ArtifactFact]:
    """Yield one fact for each release whose own label refuses what a part of it brings along, or
    takes it in a later version only.
    """
    for release in graph.project.things:
        stated = graph.stated(release) if release.kind == "release" else ()
        names = [
            branch[0] for branch in stated if len(branch) == 1 and not branch[0].startswith("?")
        ]
        refusing = [
            one for one in map(graph.library.license, names) if one.form.further == "refused"
        ]
        if not refusing:
            continue
        works = held(graph, release, grants)
        if any(True for _ in clashes(works)):
            continue  # two parts exclude each other already
        for one in refusing:
            fact = _label_refuses(graph, release, one, works)
            if fact:
                yield fact


def _label_refuses(
    graph: Graph, release: Thing, one: License, works: list[Held]
) -> ArtifactFact | None:
    for work in works:
        if work.under is not None or work.license.id == one.id:
            continue  # a license that lists what may be stated speaks for itself
        for added in work.license.form.adds:
            later = added in one.form.tolerates_later
            if added in one.form.tolerates and not later:
                continue
            doubt = max(work.state.doubt, int(added in one.form.tolerates_contested))
            lays = f"{work.license.form.title} lays {added.replace('-', ' ')} on the work"
            why = (
                f"{lays}, which only later versions take in"
                if later
                else f"{lays}, and further restrictions are refused"
            )
            return make(
                release,
                "label-narrowed" if later else "label-refuses",
                "incompatible-combination",
                CERTAINTY[doubt],
                source=work.grant.thing.name,
                license=one.id,
                name=one.form.title,
                stated=label(graph.stated(release)),
                why=why,
                released="yes",
                chain=chain(work.state, graph.project, work.license.id),
            )
    return None


def relabeled(graph: Graph, grants: list[Grant]) -> Iterator[ArtifactFact]:
    """Yield one fact for each thing of somebody else's whose label drops terms of a license that it
    holds.
    """
    used = {
        state.thing
        for grant in grants
        for act in graph.acts(grant.states)
        for state in act.state.path()
    }
    for grant in grants:
        if grant.license is None:
            continue
        for state in grant.states.values():
            thing = graph.things[state.thing]
            if thing.ours or state.length == 0 or state.reach not in WORK or thing.name not in used:
                continue
            fact = _relabel(graph, grant, grant.license, state, thing)
            if fact:
                yield fact


def _relabel(
    graph: Graph, grant: Grant, license_: License, state: Reached, thing: Thing
) -> ArtifactFact | None:
    stated = graph.stated(thing)
    if all(license_.id in branch for branch in stated):
        return None
    act = Act("distribute", state, thing.name, None)
    for term in license_.terms:
        if (
            term.do != "release-under"
            or "distribute" not in term.act
            or state.reach not in term.reach
        ):
            continue
        answer = holds(term, event(graph, grant, act))
        if answer.value != "no" and dropped(stated, allowed(graph, grant, term)) == "yes":
            return make(
                thing,
                "relabeled",
                "upstream-relabel",
                "contested",
                source=grant.thing.name,
                license=license_.id,
                name=license_.form.title,
                clause=term.clause,
                term=term.id,
                says=term.says,
                stated=label(stated),
                why=(
                    "whether the terms of the upstream license follow is not for the label to"
                    " decide"
                ),
                chain=chain(state, graph.project, license_.id),
            )
    return None


def options(
    graph: Graph, release: Thing, grants: list[Grant], keys: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Return (license id, reason it cannot be stated or empty text) for the licenses a release
    could state;
    `keys` narrows them (loading all of them takes a tenth of a second).
    """
    works = held(graph, release, grants)
    allowed_ids = left(works)
    reached = {work.license.id for work in works}
    rows = []
    for key in sorted(set(keys) & set(graph.library.paths) if keys else graph.library.paths):
        form = graph.library.license(key).form
        if (
            form.rung not in (*OPEN_RUNGS, "restricted")
            and key not in reached
            and key != "proprietary"
        ):
            continue
        rows.append((key, _barred(key, form, works, allowed_ids)))
    return rows


def questions(graph: Graph, release: Thing, grants: Iterable[Grant]) -> Iterator[tuple[str, str]]:
    """Yield (contested or unknown, what) for each license of which it is not settled whether it
    decides what a release may state.
    """
    for grant in grants:
        for state in grant.by_thing.get(release.name, ()) if grant.license else ():
            assert grant.license is not None  # noqa: S101 - the line above
            form = grant.license.form
            if state.reach in WORK and (
                form.read == "unread" or "relicensing" in form.unread_topics
            ):
                yield (
                    "unknown",
                    (
                        f"the text of {form.title} ({grant.thing.name}) was not read on what a"
                        " release may state"
                    ),
                )
            for term in grant.license.terms:
                if (
                    term.do != "release-under"
                    or "distribute" not in term.act
                    or state.reach not in term.reach
                ):
                    continue
                answer = doubted(
                    term,
                    holds(term, event(graph, grant, Act("distribute", state, release.name, None))),
                )
                doubt = max(ORDER.index(answer.value), state.doubt)
                if answer.value != "no" and doubt:
                    why = answer.why or "whether the terms reach this far is open to doubt"
                    yield (
                        CERTAINTY[doubt],
                        (
                            f"{form.title} ({grant.thing.name}, {state.reach}) may ask for one of"
                            f" {', '.join(allowed(graph, grant, term)[:4])}: {why}"
                        ),
                    )


def _barred(key: str, form: object, works: list[Held], allowed_ids: frozenset[str] | None) -> str:
    if allowed_ids is not None and key not in allowed_ids:
        who = next(work for work in works if work.under is not None and key not in work.under)
        return f"{who.license.form.title} ({who.grant.thing.name}) does not list it"
    if getattr(form, "further", "") == "refused":
        for work in works:
            tolerated = (*getattr(form, "tolerates", ()), *getattr(form, "tolerates_contested", ()))
            lists_it = work.under is not None and key in work.under
            if not lists_it:
                for added in work.license.form.adds:
                    if added not in tolerated and work.license.id != key:
                        return (
                            f"it refuses further restrictions; {work.license.form.title} lays"
                            f" {added.replace('-', ' ')} on the work"
                        )
    return ""


def permissive_options(graph: Graph, release: Thing, grants: list[Grant], most: int = 4) -> str:
    """Return a few well-known licenses that a release may state, for a fix line."""
    known = (
        "apache-2.0",
        "mit",
        "cc-by-4.0",
        "cc-by-sa-4.0",
        "gpl-3.0-only",
        "cc-by-nc-4.0",
        "cc-by-nc-sa-4.0",
        "proprietary",
    )
    unresolved = [
        one.thing.name
        for one in grants
        if one.license is None and any(s.reach in WORK for s in one.by_thing.get(release.name, ()))
    ]
    if unresolved:
        return f"what the license of {unresolved[0]} leaves, which is not known"
    works = held(graph, release, grants)
    unread = [
        work.license.form.title
        for work in works
        if work.license.form.read == "unread" or "relicensing" in work.license.form.unread_topics
    ]
    if unread:
        return f"what the text of {unread[0]} leaves, which was not read on this"
    reached = sorted({work.license.id for work in works})
    rows = dict(options(graph, release, grants, (*known, *reached)))
    names = [key for key in (*known, *reached) if rows.get(key) == ""]
    return ", ".join(list(dict.fromkeys(names))[:most]) or "none"
