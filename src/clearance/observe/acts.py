"""Acts of ours met by a license: the event that conditions see, and the fact that comes of it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from clearance.facts import Cited, TermFact
from clearance.graph.conditions import Answer, Event, doubted, holds
from clearance.graph.flow import chain
from clearance.graph.graph import OUTWARD, Act, Grant, Graph, Stated, label
from clearance.words import CERTAINTIES, HOLDS, Topic

if TYPE_CHECKING:
    from clearance.library.load import License
    from clearance.library.schema import Term
    from clearance.model import Place, Step, Thing

CHANGES = ("base", "derived_from")
"""Links that make something else of the material."""
MOST_OPTIONS = 5
UNKNOWN = HOLDS.index("unknown")


@dataclass(frozen=True)
class Meeting:
    """A license and an act of ours on what it reaches."""

    graph: Graph
    grant: Grant
    license: License
    act: Act
    answers: Mapping[str, str] = field(default_factory=dict)
    """answers to the questions of a legal ground; empty for an ordinary license"""

    @functools.cached_property
    def product(self) -> Thing:
        """Return what is made, released or served; the thing itself when nothing is made."""
        return self.graph.things[self.act.product]

    @functools.cached_property
    def event(self) -> Event:
        """Return the act as conditions see it."""
        graph, act = self.graph, self.act
        return Event(
            project=graph.project,
            act=act.act,
            reach=act.state.reach,
            source=self.grant.thing,
            object=graph.things[act.state.thing],
            product=self.product,
            made=graph.made(act.product),
            hows=graph.hows(act),
            bases=graph.bases(act.product),
            answers=self.answers,
            changed=any(s.link and s.link.kind in CHANGES for s in act.state.path()),
        )

    @property
    def outward(self) -> bool:
        """Return whether the product is a release or a service."""
        return self.product.kind in OUTWARD

    @property
    def stated(self) -> Stated:
        """Return the licenses that a release states; empty for anything else."""
        return self.graph.stated(self.product) if self.product.kind == "release" else ()

    @property
    def place(self) -> Place:
        """Return where the act is written."""
        link = self.act.link or self.act.state.link
        return link.place if link else self.product.place

    def chain(self) -> tuple[Step, ...]:
        """Return the path from the product down to the licensed source."""
        return chain(self.act.state, self.graph.project, self.license.id, self.act.link)

    def meets(self, term: Term) -> bool:
        """Return whether a term speaks on the act and on what is in hand."""
        return self.act.act in term.act and self.act.state.reach in term.reach

    def under(self, ground: License, answers: Mapping[str, str]) -> Meeting:
        """Return the same act met by a legal ground."""
        return replace(self, license=ground, answers=answers)

    def cited(self, term: Term | None) -> Cited:
        """Return the license with a term of it; None where the license just does not speak."""
        title = self.license.form.title
        if term is None:
            return Cited(self.license.id, title)
        return Cited(self.license.id, title, term.clause, term.id, term.says)


def meetings(graph: Graph, grant: Grant) -> Iterator[Meeting]:
    """Yield every act of ours that meets a license that is known and was read."""
    if grant.license is not None and grant.license.form.read != "unread":
        for act in graph.acts(grant.states):
            yield Meeting(graph, grant, grant.license, act)


class Said(NamedTuple):
    """What a license says of an act: its verdict, on what, and by which term."""

    verdict: str
    topic: Topic
    term: Term | None = None
    """None where the license does not speak"""
    options: str = ""
    """licenses that would do"""


def term_fact(meeting: Meeting, term: Term, answer: Answer, verdict: str = "") -> TermFact:
    """Return the fact that a term meets an act, with the weakest certainty of path, term and
    condition.
    """
    answer = _of_hands(meeting, term, _of_labels(meeting, term, doubted(term, answer)))
    options = _options(meeting, term) if verdict == "broken" else ""
    return fact_of(meeting, answer, Said(verdict or term.verdict, term.topic, term, options))


def _of_labels(meeting: Meeting, term: Term, answer: Answer) -> Answer:
    if answer.value != "yes" or not _steers(meeting.act, term):
        return answer
    return Answer(
        "contested",
        f"labels and scores of {meeting.grant.thing.name} steer the training; whether that is"
        " training on its outputs is open",
    )


def _steers(act: Act, term: Term) -> bool:
    """Return whether what is trained on holds no more of the model than its labels or scores, and
    the term does not name those.
    """
    bans_outputs = term.verdict == "forbid" and term.topic == "outputs-training"
    if not bans_outputs or term.steers == "yes" or act.state.reach != "output":
        return False
    links = [state.link for state in act.state.path()]
    return any(link is not None and link.kind == "annotated_by" for link in links)


def _of_hands(meeting: Meeting, term: Term, answer: Answer) -> Answer:
    if answer.value != "yes" or not binds_somebody_else(meeting, term):
        return answer
    return Answer(
        "contested",
        f"the promise binds whoever accepted the terms of {meeting.grant.thing.name}, and that was"
        " somebody else",
    )


def binds_somebody_else(meeting: Meeting, term: Term) -> bool:
    """Return whether a term is a promise of somebody through whose thing it reaches us."""
    return term.binds == "party" and meeting.act.state.others


def _options(meeting: Meeting, term: Term) -> str:
    """Return the licenses that a release may state under a term, for a fix."""
    listed = allowed(meeting.license, term)[:MOST_OPTIONS]
    return ", ".join([*listed, *_both(meeting)])


def allowed(license_: License, term: Term) -> tuple[str, ...]:
    """Return the license ids a release may state under a term: the listed ones, `itself` and its
    other versions spelled out.
    """
    names = (license_.id if name == "itself" else name for name in term.release_under)
    return tuple(dict.fromkeys(names))


def _both(meeting: Meeting) -> list[str]:
    """Return the label that names both licenses where the stated one lets this one join its work
    (GPL 3 and AGPL 3, section 13).
    """
    stated = meeting.stated
    if meeting.act.state.reach != "combined" or len(stated) != 1 or len(stated[0]) != 1:
        return []
    name, own = stated[0][0], meeting.license.id
    if name.startswith("?"):
        return []
    terms = meeting.graph.library.license(name).terms
    joins = any("combined" in term.reach and own in term.release_under for term in terms)
    return [f"{name} AND {own} together"] if joins else []


def fact_of(meeting: Meeting, answer: Answer, said: Said) -> TermFact:
    """Return the fact of what a license says of an act, as sure as the answer and the path are."""
    state = meeting.act.state
    doubt = max(state.doubt, HOLDS.index(answer.value))
    why, missing = _reason(meeting, answer, doubt)
    return TermFact(
        topic=said.topic,
        certainty=CERTAINTIES[doubt],
        target=meeting.product.name,
        source=meeting.grant.thing.name,
        cited=meeting.cited(said.term),
        released="yes" if meeting.outward else "no",
        place=meeting.place,
        chain=meeting.chain(),
        why=why,
        missing=missing,
        options=said.options,
        verdict=said.verdict,  # type: ignore[arg-type]
        act=meeting.act.act,  # type: ignore[arg-type]
        reach=state.reach,  # type: ignore[arg-type]
        binds=said.term.binds if said.term else "holder",
        rung=meeting.license.form.rung,
        object=state.thing,
        purpose=meeting.event.purpose,
        stated=label(meeting.stated),
        hands="others" if state.others else "ours",
        part=meeting.grant.part,
    )


def _reason(meeting: Meeting, answer: Answer, doubt: int) -> tuple[str, str]:
    """Return (why it is in doubt, the manifest key whose answer is missing)."""
    on_path = meeting.act.state.doubt
    why = answer.why if HOLDS.index(answer.value) >= on_path else ""
    missing = answer.missing
    if on_path == UNKNOWN and not missing:
        missing = f"{meeting.product.name}.contains"
        why = why or "whether they are one combined work is not stated"
    if CERTAINTIES[doubt] == "contested":
        why = why or "whether the terms reach this far is disputed"
    return why, missing if doubt == UNKNOWN else ""


def answer_to(meeting: Meeting, term: Term) -> Answer:
    """Return whether a term applies to an act."""
    return holds(term, meeting.event)
