"""What licenses that meet in one release leave for it: intersections, refused restrictions, and
what its own label refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from clearance.facts import ArtifactFact, Cited
from clearance.graph.flow import chain
from clearance.graph.graph import label
from clearance.observe.artifacts import about
from clearance.observe.options import well_known
from clearance.observe.works import Clash, Held, clashes, held, lays_on, left
from clearance.words import CERTAINTIES

if TYPE_CHECKING:
    from clearance.graph.graph import Graph
    from clearance.library.load import License
    from clearance.model import Thing
    from clearance.observe.context import Context


def observe(context: Context) -> Iterator[ArtifactFact]:
    """Yield what is wrong with the labels of releases: none stated, none left, or one that refuses
    what a part brings along; each names the licenses that would do.
    """
    for release in context.project.things:
        if release.kind != "release":
            continue
        works = held(context.graph, release, context.grants)
        for fact in (*_unlicensed(release), *_incompatible(context.graph, release, works)):
            yield replace(fact, options=well_known(context.graph, release, context.grants))
        yield from _labels(context.graph, release, works)


def _unlicensed(release: Thing) -> Iterator[ArtifactFact]:
    if not release.license:
        why = "no license is stated"
        yield about(release, "unlicensed-release", "no-license", released="yes", why=why)


def _incompatible(graph: Graph, release: Thing, works: list[Held]) -> Iterator[ArtifactFact]:
    """Yield one fact where the inputs of a release leave no license for it."""
    clash = min(clashes(works), key=lambda clash: clash.order, default=None)
    if clash:
        one, other, certainty, why = clash.refusing, clash.adding, clash.certainty, _refuses(clash)
    elif left(works) == frozenset():
        one, other = _apart(works)
        certainty = "settled"
        why = "each asks that the release state one of its own licenses, and they share none"
    else:
        return
    doubt = max(one.state.doubt, other.state.doubt, CERTAINTIES.index(certainty))
    parties = (other.grant.thing.name, one.grant.thing.name)
    yield about(
        release,
        "incompatible",
        "incompatible-combination",
        certainty=CERTAINTIES[doubt],
        source=parties[0],
        cited=Cited(other.license.id, other.title),
        stated=parties[1],
        explains=parties,
        why=why,
        released="yes",
        chain=chain(other.state, graph.project, other.license.id),
    )


def _refuses(clash: Clash) -> str:
    lays = lays_on(clash.adding, clash.added)
    return f"{clash.refusing.title} refuses further restrictions, and {lays}"


def _apart(works: list[Held]) -> tuple[Held, Held]:
    """Return the first license that limits the label, and the first that shares none with it."""
    narrow = [work for work in works if work.under is not None]
    one = narrow[0]
    mine = one.under or frozenset()
    return one, next(work for work in narrow if not mine & (work.under or frozenset()))


def _labels(graph: Graph, release: Thing, works: list[Held]) -> Iterator[ArtifactFact]:
    """Yield one fact for each license that a release states and that refuses what a part of it
    brings along, or takes it in a later version only.
    """
    if any(clashes(works)):
        return  # two parts exclude each other already
    for license_ in _refusing(graph, release):
        fact = next(_refused(graph, release, license_, works), None)
        if fact:
            yield fact


def _refusing(graph: Graph, release: Thing) -> list[License]:
    """Return the licenses that a release states alone and that refuse further restrictions."""
    names = [branch[0] for branch in graph.stated(release) if len(branch) == 1]
    known = [graph.library.license(name) for name in names if not name.startswith("?")]
    return [license_ for license_ in known if license_.form.further == "refused"]


def _refused(
    graph: Graph, release: Thing, label_: License, works: list[Held]
) -> Iterator[ArtifactFact]:
    """Yield a fact for each restriction that the label does not take in.

    A license that lists what may be stated speaks for itself.
    """
    form = label_.form
    silent = [work for work in works if work.under is None and work.license.id != label_.id]
    for work in silent:
        for added in work.license.form.adds:
            later = added in form.tolerates_later
            if added in form.tolerates and not later:
                continue
            doubt = max(work.state.doubt, int(added in form.tolerates_contested))
            narrowed = "which only later versions take in"
            refused = "and further restrictions are refused"
            yield about(
                release,
                "label-narrowed" if later else "label-refuses",
                "incompatible-combination",
                certainty=CERTAINTIES[doubt],
                source=work.grant.thing.name,
                cited=Cited(label_.id, form.title),
                stated=label(graph.stated(release)),
                why=f"{lays_on(work, added)}, {narrowed if later else refused}",
                released="yes",
                chain=chain(work.state, graph.project, work.license.id),
            )
