"""Facts x rules -> findings: which rule a fact meets, how severe, in which words, and one finding
per cause.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from clearance.facts import KINDS, DutyFact, Fact, TermFact
from clearance.judge.rules import check_rules, matches, words
from clearance.library.load import Library, Rule
from clearance.model import Finding, Gathering, Policy, Telling
from clearance.words import CERTAINTIES, SEVERITIES, Severity

ANSWER = "answer `{missing}` in the manifest"
"""What to do where the project has not answered a question."""
Met = tuple[Rule, Fact]
"""A rule and a fact that meets it."""

SIGN = re.compile(r"§ ?(?=[^\d\s])|§ ")
"""The section sign before clauses that have a word of their own: "AUP 2.a", "para. 2"."""


def judge(facts: Iterable[Fact], library: Library, policy: Policy) -> list[Finding]:
    """Return the findings, worst first within each thing of ours."""
    check_rules(library.rules)
    findings = [_finding(key, met, policy) for key, met in _met(facts, library).items()]
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[Any, ...]:
    severity = SEVERITIES.index(finding.severity)
    return (finding.artifact, severity, finding.rule, finding.source, finding.term)


def _met(facts: Iterable[Fact], library: Library) -> dict[tuple[str, ...], list[Met]]:
    """Return the facts that meet a rule, those together that are one finding."""
    rules: dict[type, list[Rule]] = {}
    for rule in library.rules:
        rules.setdefault(KINDS[rule.form.fact], []).append(rule)
    groups: dict[tuple[str, ...], list[Met]] = {}
    for fact in facts:
        for rule in rules.get(type(fact), ()):
            if matches(rule.form.when, fact):
                groups.setdefault((rule.id, *fact.identity), []).append((rule, fact))
    return groups


def without_explained(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts less those whose cause another one says already, and as surely."""
    facts = list(facts)
    causes = [fact for fact in facts if fact.explains]
    return [fact for fact in facts if not any(fact.explained_by(cause) for cause in causes)]


def _rank(fact: Fact) -> tuple[Any, ...]:
    """Return the order of facts that are one finding: the surest and nearest speaks."""
    certainty = CERTAINTIES.index(fact.certainty)
    return (certainty, len(fact.chain), fact.source, fact.cited.term)


def severity(rule: Rule, fact: Fact, policy: Policy) -> Severity:
    """Return the severity of a rule for a fact: contested is a warning (or what the policy says),
    unknown a note.
    """
    form = rule.form
    if _is_unmet_duty(fact) and form.severity == "warning":
        return policy.unmet_duties
    if fact.certainty == "contested":
        if _is_upstream(fact):
            return "note"
        return form.contested or _milder(form.severity, policy.contested)
    if fact.certainty == "unknown":
        return form.unknown or _milder(form.severity, "warning" if _is_unread(fact) else "note")
    return form.severity


def _is_unmet_duty(fact: Fact) -> bool:
    return (
        isinstance(fact, DutyFact)
        and fact.status == "unmet"
        and fact.released == "yes"
        and fact.certainty == "settled"
    )


def _is_upstream(fact: Fact) -> bool:
    """Return whether others trained, or took without a license, what is disputed: worth knowing,
    not acting on.
    """
    return (
        isinstance(fact, TermFact)
        and fact.hands == "others"
        and (fact.reach == "trained" or fact.verdict == "silent")
    )


def _is_unread(fact: Fact) -> bool:
    """Return whether a text was not read: no question that the project can answer."""
    return isinstance(fact, TermFact) and not fact.missing


def _milder(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=SEVERITIES.index)


def _finding(key: tuple[str, ...], met: list[Met], policy: Policy) -> Finding:
    rule, fact = min(met, key=lambda row: _rank(row[1]))
    return Finding(
        rule=rule.id,
        title=rule.form.title,
        severity=severity(rule, fact, policy),
        certainty=fact.certainty,
        verdict=_verdict(fact),
        topic=fact.topic,
        message=_message(rule, fact),
        artifact=fact.target,
        source=fact.source,
        sources=_other_sources(fact, [row for _, row in met]),
        license=fact.cited.license,
        clause=fact.cited.clause,
        term=fact.cited.term,
        chain=fact.chain,
        place=fact.place,
        fix=_fixes(rule, fact),
        key=hashlib.sha256("\x1f".join((*key, fact.source)).encode()).hexdigest()[:16],
        missing=fact.missing if fact.certainty == "unknown" else "",
        telling=_telling(rule),
    )


VERDICTS = {"broken": "require", "ground": "permit"}
"""Verdict of a fact -> that of its finding, where they differ."""


def _verdict(fact: Fact) -> str:
    if isinstance(fact, TermFact):
        return VERDICTS.get(fact.verdict, fact.verdict)
    return "require" if isinstance(fact, DutyFact) else ""


def _message(rule: Rule, fact: Fact) -> str:
    """Return the message of a rule for a fact, with the reason of a doubt that it does not name."""
    message = _filled(rule.form.message, fact)
    if fact.certainty != "settled" and fact.why and fact.why not in message:
        message += f" ({fact.certainty}: {fact.why})"
    return message


def _fixes(rule: Rule, fact: Fact) -> tuple[str, ...]:
    """Return what to do: an answer where one is missing, else what the rule says."""
    if fact.certainty == "unknown" and fact.missing:
        return (ANSWER.format(missing=fact.missing),)
    return tuple(filter(None, (_filled(text, fact) for text in rule.form.fix)))


def _filled(text: str, fact: Fact) -> str:
    return SIGN.sub("", " ".join(text.format(**words(fact)).split()))


def _other_sources(fact: Fact, alike: list[Fact]) -> tuple[str, ...]:
    """Return the other sources of which a finding says the same.

    What reaches us through the named source (its own base under the same license) is the same
    cause and is not one of them.
    """
    ranked = sorted(alike, key=_rank)
    apart = [row.source for row in ranked if fact.source not in [s.thing for s in row.chain]]
    return tuple(dict.fromkeys(source for source in apart if source != fact.source))


def _telling(rule: Rule) -> Telling:
    form = rule.form
    gather = form.gather
    listed = Gathering(gather.what, gather.fix, gather.ours == "yes") if gather else None
    return Telling(listed, form.together, tuple(form.quiet))
