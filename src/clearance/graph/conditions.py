"""Whether a term's `when` and `except` hold for one act: yes, contested, unknown (and which key is
missing), or no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearance.model import Project, Thing
from clearance.words import EU, HOLDS, WITHIN, Holds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearance.library.schema import Term, When

WRITERS = frozenset(
    """
    any-to-any audio-text-to-text conversational image-text-to-text text-generation
    text2text-generation video-text-to-text
    """.split()
)
"""Hub pipeline tags of models that write free text: large language models in a license's sense."""
ENCODERS = frozenset(
    """
    feature-extraction fill-mask question-answering reinforcement-learning reward
    sentence-similarity summarization table-question-answering text-classification text-ranking
    token-classification translation zero-shot-classification
    """.split()
)
"""Tags of language models of which readers differ whether they are "large language models"."""
MULTIMODAL = frozenset(
    """
    any-to-any audio-text-to-text audio-to-audio automatic-speech-recognition
    document-question-answering image-classification image-feature-extraction image-segmentation
    image-text-to-text image-to-image image-to-text object-detection video-classification
    video-text-to-text visual-question-answering zero-shot-image-classification
    """.split()
)
"""Tags of models that take image, audio or video input."""


@dataclass(frozen=True)
class Answer:
    """Whether something holds, and why that is not certain."""

    value: Holds
    why: str = ""
    missing: str = ""
    """the key of the manifest whose value is not stated"""


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
    """how the product is made of the thing in hand: finetune, adapter, combined, …"""
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
    applies = _all(term.when, event) if term.when else YES
    if applies.value == "no" or term.except_ is None:
        return applies
    spared = _all(term.except_, event, spare=True)
    if spared.value == "yes":
        return NO
    if spared.value == "no":
        return applies
    why = spared.why or "an exception may apply"
    return _weaker(applies, Answer(spared.value, why, spared.missing))


def doubted(term: Term, answer: Answer) -> Answer:
    """Return an answer with the doubt that the term itself carries: known at second hand only, or
    contested.
    """
    if answer.value == "yes" and term.unread:
        return Answer("unknown", term.unread)
    if answer.value == "yes" and term.contested:
        return Answer("contested", term.contested)
    return answer


def _weaker(left: Answer, right: Answer) -> Answer:
    return max(left, right, key=lambda answer: HOLDS.index(answer.value))


def _all(when: When, event: Event, *, spare: bool = False) -> Answer:
    """Return whether all conditions hold; `spare` says that they spare an act from a term."""
    result = YES
    conditions = when.model_dump(exclude_none=True)
    for key, wanted in conditions.items():
        if key == "counted":  # goes with monthly_users_over
            continue
        check = CHECKS.get(key)
        answer = check(wanted, event, conditions) if check else _asked(key, wanted, event)
        if spare and key == "received" and answer.value == "unknown":
            answer = NO  # nobody said that it came inside a product
        result = _weaker(result, answer)
    return result


def _asked(question: str, wanted: Any, event: Event) -> Answer:
    given = event.answers.get(question)
    if given is None:
        return Answer("unknown", f"the question `{question}` is not answered", f"basis.{question}")
    return _yes_or_no(given in ([wanted] if isinstance(wanted, str) else wanted))


def _yes_or_no(is_so: bool) -> Answer:
    return YES if is_so else NO


def _not_stated(key: str) -> Answer:
    return Answer("unknown", f"`{key}` is not stated", key)


def _task_not_stated(thing: Thing) -> Answer:
    why = f"the task of {thing.name} is not stated"
    return Answer("unknown", why, f"models.{thing.name}.task")


def _one_of(value: str, wanted: list[str], key: str) -> Answer:
    return _yes_or_no(value in wanted) if value else _not_stated(key)


def _purpose(wanted: list[str], event: Event, _: Any) -> Answer:
    return _one_of(event.purpose, wanted, "project.purpose")


def _actor(wanted: list[str], event: Event, _: Any) -> Answer:
    return _one_of(event.project.actor.kind, wanted, "actor.kind")


def _country(wanted: list[str], event: Event, _: Any) -> Answer:
    countries = set(wanted) | (EU if "EU" in wanted else set())
    return _one_of(event.project.actor.country, sorted(countries), "actor.country")


def _fields(wanted: list[str], event: Event, _: Any) -> Answer:
    if event.fields is None:
        return _not_stated("project.fields")
    if any(field in wanted or WITHIN.get(field) in wanted for field in event.fields):
        return YES
    wider = {WITHIN[narrow] for narrow in wanted if narrow in WITHIN}
    for field in event.fields:
        if field in wider:
            why = f"`{field}` is wider than the text: say which kind of {field}"
            return Answer("unknown", why, "project.fields")
    return NO


def _target_task(wanted: list[str], event: Event, _: Any) -> Answer:
    task = event.made.task
    if event.made.kind != "model":
        return NO
    if not task:
        return _task_not_stated(event.made)
    if task in wanted:
        return YES
    return _writes(task) if "text-generation" in wanted else NO


def _writes(task: str) -> Answer:
    """Return whether a model of a task is a large language model."""
    if task in WRITERS:
        return YES
    if task in ENCODERS:
        return Answer("contested", f"whether a {task} model is a large language model is open")
    return NO


def _same_task(wanted: str, event: Event, _: Any) -> Answer:
    for thing in (event.source, event.made):
        if not thing.task:
            return _task_not_stated(thing)
    tasks = {event.source.task, event.made.task}
    same = len(tasks) == 1 or tasks <= WRITERS
    return _yes_or_no(same == (wanted == "yes"))


def _input(_: Any, event: Event, __: Any) -> Answer:
    if not event.source.task:
        return _task_not_stated(event.source)
    return _yes_or_no(event.source.task in MULTIMODAL)


def _users(limit: int, event: Event, conditions: Mapping[str, Any]) -> Answer:
    users = event.product.monthly_users or event.project.actor.monthly_users
    if not users:
        return _not_stated("actor.monthly_users")
    month = conditions.get("counted")
    if not month:
        return _yes_or_no(_newest(dict(users)) > limit)
    counted = [number for day, number in users if day.startswith(month)]
    if not counted:
        why = f"the text counts users in {month}"
        return Answer("unknown", why, f"actor.monthly_users.{month}")
    return _yes_or_no(max(counted) > limit)


def _newest(users: Mapping[str, int]) -> int:
    """Return the number of users now, else of the last month that is known."""
    return users.get("", users[max(users)])


def _revenue(limit: int, event: Event, _: Any) -> Answer:
    revenue = event.project.actor.annual_revenue_usd
    if revenue is None:
        return _not_stated("actor.annual_revenue_usd")
    return _yes_or_no(revenue > limit)


def _received(wanted: list[str], event: Event, _: Any) -> Answer:
    return _one_of(event.source.received, wanted, f"{event.source.name}.received")


def _suit(wanted: list[str], event: Event, _: Any) -> Answer:
    """Nobody sues unless the manifest says so: asking every user of Apache-2.0 would be noise."""
    suits = event.project.actor.suits or ()
    over_it = [suit for suit in suits if suit.against in (event.source.name, event.object.name)]
    return _yes_or_no(any(suit.about in wanted or "ip" in wanted for suit in over_it))


def _modified(wanted: str, event: Event, _: Any) -> Answer:
    if event.reach == "derivative" or event.changed:
        return _yes_or_no(wanted == "yes")
    if event.source.modified:
        return _yes_or_no(wanted == event.source.modified)
    if event.reach == "combined":
        name = event.source.name
        return Answer("unknown", f"whether {name} was modified is not stated", f"{name}.modified")
    return _yes_or_no(wanted == "no")


def _makes(wanted: list[str], event: Event, _: Any) -> Answer:
    return _yes_or_no(event.product.kind in wanted or event.made.kind in wanted)


def _of(wanted: list[str], event: Event, _: Any) -> Answer:
    return _yes_or_no(event.source.kind in wanted)


def _how(wanted: list[str], event: Event, _: Any) -> Answer:
    return _yes_or_no(not event.hows.isdisjoint(wanted))


def _family(wanted: str, event: Event, _: Any) -> Answer:
    """Spared only if every base of the improved thing is in the family (DESIGN section 7)."""
    return _yes_or_no(set(event.bases) == {wanted})


def _died(limit: int, event: Event, _: Any) -> Answer:
    year = event.answers.get("died", "")
    if not year.isdigit():
        return Answer("unknown", "the year the author died is not stated", "basis.died")
    return _yes_or_no(int(year) < limit)


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
"""Key of `when` and `except` -> whether it holds: (wanted value, act, all conditions) -> answer."""
