"""Whether a term's `when` and `except` hold for one act: yes, contested, unknown (and which key is
missing), or no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearance.model import Project, Thing
from clearance.words import EU, WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearance.library.schema import Term, When

WRITERS = frozenset(
    "text-generation text2text-generation conversational image-text-to-text audio-text-to-text"
    " video-text-to-text any-to-any".split()
)
"""Hub pipeline tags of models that write free text: large language models in a license's sense."""
ENCODERS = frozenset(
    "fill-mask feature-extraction sentence-similarity text-classification token-classification"
    " zero-shot-classification text-ranking question-answering table-question-answering"
    " summarization translation reinforcement-learning reward".split()
)
"""Tags of language models of which readers differ whether they are "large language models"."""
MULTIMODAL = frozenset(
    "image-text-to-text visual-question-answering document-question-answering audio-text-to-text"
    " video-text-to-text any-to-any image-to-text image-to-image image-classification"
    " automatic-speech-recognition audio-to-audio image-feature-extraction"
    " zero-shot-image-classification object-detection image-segmentation video-classification".split()
)
"""Tags of models that take image, audio or video input."""


@dataclass(frozen=True)
class Answer:
    """One of yes, contested, unknown, no; with the reason or the missing key."""

    value: str
    why: str = ""
    missing: str = ""


YES, NO = Answer("yes"), Answer("no")


@dataclass(frozen=True)
class Event:
    """One act of ours: what is done, to what in hand, making what."""

    project: Project
    act: str
    reach: str
    source: Thing
    """the licensed thing"""
    object: Thing
    """the thing in hand"""
    product: Thing
    """what is made, released or served; the thing itself when nothing is made"""
    made: Thing
    """the product, or what the release or service is about"""
    hows: frozenset[str]
    bases: tuple[str, ...]
    """license families of every base of what is made; empty text for a base of no family"""
    answers: Mapping[str, str]
    """answers to a legal ground's questions"""
    changed: bool = False
    """whether the path from the source adapts it"""

    @property
    def purpose(self) -> str:
        """Return the product's own purpose, else the project's; empty when not stated."""
        return self.product.purpose or self.project.purpose

    @property
    def fields(self) -> tuple[str, ...] | None:
        """Return the product's own fields of use, else the project's; None when not stated."""
        return self.product.fields if self.product.fields is not None else self.project.fields


def holds(term: Term, event: Event) -> Answer:
    """Return whether a term applies to an act: all of `when`, and not all of `except`."""
    answer = _all(term.when, event) if term.when else YES
    if answer.value == "no" or term.except_ is None:
        return answer
    spared = _all(term.except_, event, spare=True)
    if spared.value == "yes":
        return NO
    if spared.value == "no":
        return answer
    return _weaker(
        answer, Answer(spared.value, spared.why or "an exception may apply", spared.missing)
    )


def doubted(term: Term, answer: Answer) -> Answer:
    """Return an answer with the doubt that the term itself carries: known at second hand only, or
    contested.
    """
    if answer.value == "yes" and term.unread:
        return Answer("unknown", term.unread)
    if answer.value == "yes" and term.contested:
        return Answer("contested", term.contested)
    return answer


def _weaker(one: Answer, two: Answer) -> Answer:
    order = ("yes", "contested", "unknown", "no")
    return max(one, two, key=lambda answer: order.index(answer.value))


def _all(when: When, event: Event, *, spare: bool = False) -> Answer:
    result = YES
    told = when.model_dump(exclude_none=True)
    for key, wanted in told.items():
        if key == "counted":
            continue
        check = CHECKS.get(key)
        answer = check(wanted, event, told) if check else _asked(key, wanted, event)
        if spare and key == "received" and answer.value == "unknown":
            answer = NO  # nobody said that it came inside a product
        result = _weaker(result, answer)
    return result


def _asked(question: str, wanted: Any, event: Event) -> Answer:
    told = event.answers.get(question)
    if told is None:
        return Answer("unknown", f"the question `{question}` is not answered", f"basis.{question}")
    return YES if told in ([wanted] if isinstance(wanted, str) else wanted) else NO


def _one_of(value: str, wanted: list[str], key: str) -> Answer:
    if not value:
        return Answer("unknown", f"`{key}` is not stated", key)
    return YES if value in wanted else NO


def _purpose(wanted: list[str], event: Event, _: Any) -> Answer:
    return _one_of(event.purpose, wanted, "project.purpose")


def _actor(wanted: list[str], event: Event, _: Any) -> Answer:
    return _one_of(event.project.actor.kind, wanted, "actor.kind")


def _country(wanted: list[str], event: Event, _: Any) -> Answer:
    countries = set(wanted) | (EU if "EU" in wanted else set())
    return _one_of(event.project.actor.country, sorted(countries), "actor.country")


def _fields(wanted: list[str], event: Event, _: Any) -> Answer:
    if event.fields is None:
        return Answer("unknown", "`project.fields` is not stated", "project.fields")
    for field in event.fields:
        if field in wanted or WITHIN.get(field) in wanted:
            return YES
    for field in event.fields:
        if any(WITHIN.get(narrow) == field for narrow in wanted):
            return Answer(
                "unknown",
                f"`{field}` is wider than the text: say which kind of {field}",
                "project.fields",
            )
    return NO


def _target_task(wanted: list[str], event: Event, _: Any) -> Answer:
    task = event.made.task
    if event.made.kind != "model":
        return NO
    if not task:
        return Answer(
            "unknown",
            f"the task of {event.made.name} is not stated",
            f"models.{event.made.name}.task",
        )
    if task in wanted or ("text-generation" in wanted and task in WRITERS):
        return YES
    if "text-generation" in wanted and task in ENCODERS:
        return Answer("contested", f"whether a {task} model is a large language model is open")
    return NO


def _same_task(wanted: str, event: Event, _: Any) -> Answer:
    one, two = event.source.task, event.made.task
    for thing in (event.source, event.made):
        if not thing.task:
            return Answer(
                "unknown", f"the task of {thing.name} is not stated", f"models.{thing.name}.task"
            )
    same = one == two or (one in WRITERS and two in WRITERS)
    return YES if same == (wanted == "yes") else NO


def _input(_: Any, event: Event, __: Any) -> Answer:
    if not event.source.task:
        name = event.source.name
        return Answer("unknown", f"the task of {name} is not stated", f"models.{name}.task")
    return YES if event.source.task in MULTIMODAL else NO


def _users(limit: int, event: Event, told: Mapping[str, Any]) -> Answer:
    month = told.get("counted") or ""
    users = event.product.monthly_users or event.project.actor.monthly_users
    if not users:
        return Answer("unknown", "`actor.monthly_users` is not stated", "actor.monthly_users")
    counts = dict(users)
    if month:
        dated = [number for day, number in users if day.startswith(month)]
        if not dated:
            return Answer(
                "unknown", f"the text counts users in {month}", f"actor.monthly_users.{month}"
            )
        return YES if max(dated) > limit else NO
    number = counts.get("", counts[max(counts)])
    return YES if number > limit else NO


def _revenue(limit: int, event: Event, _: Any) -> Answer:
    revenue = event.project.actor.annual_revenue_usd
    if revenue is None:
        return Answer(
            "unknown", "`actor.annual_revenue_usd` is not stated", "actor.annual_revenue_usd"
        )
    return YES if revenue > limit else NO


def _received(wanted: list[str], event: Event, _: Any) -> Answer:
    return _one_of(event.source.received, wanted, f"{event.source.name}.received")


def _suit(wanted: list[str], event: Event, _: Any) -> Answer:
    """Nobody sues unless the manifest says so: asking every user of Apache-2.0 would be noise."""
    suits = event.project.actor.suits or ()
    hit = [suit for suit in suits if suit.against in (event.source.name, event.object.name)]
    return YES if any(suit.about in wanted or "ip" in wanted for suit in hit) else NO


def _modified(wanted: str, event: Event, _: Any) -> Answer:
    if event.reach == "derivative" or event.changed:
        told = "yes"
    elif event.source.modified:
        told = event.source.modified
    elif event.reach == "combined":
        return Answer(
            "unknown",
            f"whether {event.source.name} was modified is not stated",
            f"{event.source.name}.modified",
        )
    else:
        told = "no"
    return YES if told == wanted else NO


def _makes(wanted: list[str], event: Event, _: Any) -> Answer:
    return YES if {event.product.kind, event.made.kind} & set(wanted) else NO


def _of(wanted: list[str], event: Event, _: Any) -> Answer:
    return YES if event.source.kind in wanted else NO


def _how(wanted: list[str], event: Event, _: Any) -> Answer:
    return YES if event.hows & set(wanted) else NO


def _family(wanted: str, event: Event, _: Any) -> Answer:
    """Spared only if every base of the improved thing is in the family (DESIGN section 7)."""
    return YES if event.bases and all(base == wanted for base in event.bases) else NO


def _died(limit: int, event: Event, _: Any) -> Answer:
    told = event.answers.get("died", "")
    if not told.isdigit():
        return Answer("unknown", "the year the author died is not stated", "basis.died")
    return YES if int(told) < limit else NO


CHECKS: dict[str, Callable[[Any, Event, Any], Answer]] = {
    "purpose": _purpose,
    "fields": _fields,
    "actor": _actor,
    "country": _country,
    "target_task": _target_task,
    "same_task": _same_task,
    "input": _input,
    "monthly_users_over": _users,
    "annual_revenue_usd_over": _revenue,
    "received": _received,
    "suit": _suit,
    "modified": _modified,
    "makes": _makes,
    "of": _of,
    "how": _how,
    "family": _family,
    "died_before": _died,
}
