"""Rules held against facts: what a rule may name, and which facts it meets."""

from __future__ import annotations

import dataclasses
import string
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from clearance.facts import KINDS, Cited, DutyFact, Fact, TermFact
from clearance.library.load import Rule
from clearance.problems import Problem, did_you_mean

OPERATORS = ("not", "over", "given")
BLOCK = ("artifact", "count", "source", "license")
"""What the head of a block of findings may name."""
PARTS = ("contents", "code")
"""Parts of a source that are named with it: the collection, or the weights, may be licensed
otherwise.
"""

HINTS: dict[str, dict[str, Any]] = {}
"""Fact kind -> its fields' types, resolved once: resolving takes a millisecond."""


def check_rules(rules: Iterable[Rule]) -> None:
    """Refuse rules that name a field or value no fact has; raise Problem with the right ones.

    Rules may come from packs, so a message may hold plain names only: no attribute, index or
    format.
    """
    for rule in rules:
        hints = _hints(rule.form.fact)
        for field, wanted in rule.form.when.items():
            if field not in hints:
                raise Problem(
                    f'when: a {rule.form.fact} has no field "{field}"',
                    where=rule.path,
                    hint=did_you_mean(field, hints) or f"its fields: {', '.join(sorted(hints))}",
                )
            _check_value(rule, field, wanted, typing.get_args(hints[field]))
        for text in (rule.form.message, *rule.form.fix):
            _check_text(rule, text, hints)
        _check_text(rule, rule.form.together, dict.fromkeys(BLOCK))


def _hints(name: str) -> dict[str, Any]:
    """Return field -> type of a kind of fact, with the fields of what it cites."""
    if name not in HINTS:
        own = typing.get_type_hints(KINDS[name])
        del own["cited"], own["explains"]
        HINTS[name] = {**own, **typing.get_type_hints(Cited)}
    return HINTS[name]


def _check_value(rule: Rule, field: str, wanted: Any, known: tuple[str, ...]) -> None:
    if isinstance(wanted, dict):
        if len(wanted) != 1 or next(iter(wanted)) not in OPERATORS:
            raise Problem(
                f"when: {field} takes a value, a list, or one of not, over, given", where=rule.path
            )
        wanted = wanted.get("not", [])
    for value in [wanted] if isinstance(wanted, str) else wanted:
        if known and value not in known:
            raise Problem(
                f'when: {field} is never "{value}"',
                where=rule.path,
                hint=f"its values: {', '.join(known)}",
            )


def _check_text(rule: Rule, text: str, hints: Mapping[str, Any]) -> None:
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError as error:
        raise Problem(f"message or fix {text!r}: {error}", where=rule.path) from None
    for _, name, spec, conversion in parsed:
        if name is not None and (name not in hints or spec or conversion):
            raise Problem(
                f'message or fix names "{name}"',
                where=rule.path,
                hint=f"plain names only: {', '.join(sorted(hints))}",
            )


def matches(when: Mapping[str, Any], fact: Fact) -> bool:
    """Return whether all conditions of a rule's `when` hold for a fact."""
    return all(_holds(wanted, _value(fact, field)) for field, wanted in when.items())


def _value(fact: Fact, field: str) -> Any:
    """Return a field of a fact, or of what it cites."""
    return getattr(fact.cited if field in Cited.__dataclass_fields__ else fact, field)


def _holds(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        ((operator, operand),) = wanted.items()
        if operator == "not":
            return not _holds(operand, value)
        if operator == "given":
            return bool(value) == bool(operand == "true")
        return bool(value) and float(value) > float(operand)
    return bool(value in wanted if isinstance(wanted, list) else value == wanted)


def words(fact: Fact) -> dict[str, Any]:
    """Return what a rule's message and fixes may name, as text."""
    named = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    named |= dataclasses.asdict(fact.cited)
    if isinstance(fact, (TermFact, DutyFact)) and fact.part in PARTS:
        named["source"] = f"the {fact.part} of {fact.source}"
    named["strings"] = ", ".join(f'"{text}"' for text in named.get("strings", ()))
    return named
