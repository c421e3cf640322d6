"""Facts x rules -> findings: which rule a fact meets, how severe, in which words, and one finding
per cause.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import string
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from clearance.facts import KINDS, DutyFact, Fact, TermFact
from clearance.library.load import Library, Rule
from clearance.model import Finding, Policy
from clearance.problems import Problem, did_you_mean

CERTAINTY = ("settled", "contested", "unknown")
SEVERITY = ("error", "warning", "note")


def check_rules(rules: Iterable[Rule]) -> None:
    """Refuse rules that name a field or value no fact has; raise Problem with the list of right
    ones.

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


HINTS: dict[str, dict[str, Any]] = {}
"""Fact kind -> its fields' types, resolved once: resolving takes a millisecond."""


def _hints(name: str) -> dict[str, Any]:
    if name not in HINTS:
        HINTS[name] = typing.get_type_hints(KINDS[name])
    return HINTS[name]


def _check_value(rule: Rule, field: str, wanted: Any, known: tuple[str, ...]) -> None:
    if isinstance(wanted, dict):
        if len(wanted) != 1 or next(iter(wanted)) not in ("not", "over", "given"):
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
    return all(_holds(wanted, getattr(fact, field)) for field, wanted in when.items())


def _holds(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        ((operator, operand),) = wanted.items()
        if operator == "not":
            return not _holds(operand, value)
        if operator == "given":
            return bool(value) == bool(operand == "true")
        return bool(value) and float(value) > float(operand)
    return bool(value in wanted if isinstance(wanted, list) else value == wanted)


def judge(
    facts: Iterable[Fact], library: Library, policy: Policy, names: Mapping[str, str]
) -> list[Finding]:
    """Return the findings, worst first within each thing of ours; `names` gives printable names for
    things.
    """
    check_rules(library.rules)
    groups: dict[tuple[str, ...], list[tuple[Rule, Fact]]] = {}
    rules: dict[type, list[Rule]] = {}
    for rule in library.rules:
        rules.setdefault(KINDS[rule.form.fact], []).append(rule)
    for fact in facts:
        for rule in rules.get(type(fact), ()):
            if matches(rule.form.when, fact):
                groups.setdefault(_key(rule, fact), []).append((rule, fact))
    found = [_finding(key, rows, policy, names) for key, rows in groups.items()]
    return sorted(
        found, key=lambda f: (f.artifact, SEVERITY.index(f.severity), f.rule, f.source, f.term)
    )


def _key(rule: Rule, fact: Fact) -> tuple[str, ...]:
    """One finding per rule, term and thing of ours; what one missing answer leaves open is one
    finding.
    """
    if fact.certainty == "unknown" and fact.missing and isinstance(fact, (TermFact, DutyFact)):
        return (rule.id, fact.target, fact.license, "?", fact.missing)
    if isinstance(fact, TermFact):
        act = fact.act if fact.verdict in ("silent", "ground") else ""
        return (rule.id, fact.target, fact.license, fact.term, act)
    if isinstance(fact, DutyFact):
        return (rule.id, fact.target, fact.license, fact.term)
    if getattr(fact, "state", "") == "relabeled":
        return (
            rule.id,
            fact.target,
        )  # a label is one cause, however many licenses upstream it drops
    extra = [str(getattr(fact, name, "")) for name in ("state", "part", "claim", "rule")]
    return (
        rule.id,
        fact.target,
        fact.license,
        fact.source,
        fact.term,
        *extra,
        str(fact.place) if not fact.target else "",
    )


def _rank(fact: Fact) -> tuple[Any, ...]:
    return (CERTAINTY.index(fact.certainty), len(fact.chain), fact.source, fact.term)


def severity(rule: Rule, fact: Fact, policy: Policy) -> str:
    """Return the severity of a rule for a fact: contested is a warning (or what the policy says),
    unknown a note.
    """
    form = rule.form
    if (
        isinstance(fact, DutyFact)
        and fact.status == "unmet"
        and fact.released == "yes"
        and fact.certainty == "settled"
    ):
        return policy.unmet_duties if form.severity == "warning" else form.severity
    if fact.certainty == "contested" and isinstance(fact, TermFact) and _upstream(fact):
        return "note"
    if fact.certainty == "contested":
        return _milder(form.contested, form.severity, policy.contested)
    if fact.certainty == "unknown":
        second_hand = (
            isinstance(fact, TermFact) and not fact.missing
        )  # a text not read, no question that the project can answer
        return _milder(form.unknown, form.severity, "warning" if second_hand else "note")
    return form.severity


def _upstream(fact: TermFact) -> bool:
    """What others trained, or took without a license, and whose reach to us is disputed: worth
    knowing, not acting on.
    """
    return fact.hands == "others" and (fact.reach == "trained" or fact.verdict == "silent")


def _milder(told: str | None, settled: str, default: str) -> str:
    return told or max(settled, default, key=SEVERITY.index)


def _sign(text: str) -> str:
    """Drop the section sign before clauses that have a word of their own: "AUP 2.a", "para. 2"."""
    return re.sub(r"§ ?(?=[^\d\s])", "", text).replace("§ ", "")


def _words(fact: Fact, names: Mapping[str, str]) -> dict[str, Any]:
    told = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    for name in ("target", "source", "object"):
        if name in told:
            told[name] = names.get(told[name], told[name])
    if isinstance(fact, (TermFact, DutyFact)) and fact.part in ("contents", "code"):
        told["source"] = (
            # the collection, or the weights, may be licensed otherwise
            f"the {fact.part} of {told['source']}"
        )
    told["strings"] = ", ".join(f'"{one}"' for one in told.get("strings", ()))
    return told


def _finding(
    key: tuple[str, ...], rows: list[tuple[Rule, Fact]], policy: Policy, names: Mapping[str, str]
) -> Finding:
    rule, fact = min(rows, key=lambda row: _rank(row[1]))
    told = _words(fact, names)
    message = _sign(" ".join(rule.form.message.format(**told).split()))
    if fact.certainty != "settled" and fact.why and fact.why not in message:
        message += f" ({fact.certainty}: {fact.why})"
    # what reaches us through the named source (its own base under the same license) is the same
    # cause
    alike = [
        row
        for _, row in sorted(rows, key=lambda r: _rank(r[1]))
        if fact.source not in [step.thing for step in row.chain]
    ]
    others = tuple(dict.fromkeys(row.source for row in alike if row.source != fact.source))
    fixes = tuple(
        line
        for line in (_sign(" ".join(text.format(**told).split())) for text in rule.form.fix)
        if line
    )
    if fact.certainty == "unknown" and fact.missing:
        fixes = (f"answer `{fact.missing}` in the manifest",)
    verdict = getattr(fact, "verdict", "") or ("require" if isinstance(fact, DutyFact) else "")
    digest = hashlib.sha256("\x1f".join((*key, fact.source)).encode()).hexdigest()[:16]
    return Finding(
        rule=rule.id,
        title=rule.form.title,
        severity=severity(rule, fact, policy),
        certainty=fact.certainty,
        verdict={"broken": "require", "ground": "permit"}.get(verdict, verdict),
        topic=fact.topic,
        message=message,
        artifact=fact.target,
        source=fact.source,
        sources=others,
        license=fact.license,
        clause=fact.clause,
        term=fact.term,
        chain=fact.chain,
        place=fact.place,
        fix=fixes,
        key=digest,
    )
