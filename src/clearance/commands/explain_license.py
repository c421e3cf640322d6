"""`clearance explain` for a license or one clause of it: what it permits, requires and forbids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clearance.commands.printed import as_json, filled
from clearance.library.load import License
from clearance.problems import Problem
from clearance.text import clean

if TYPE_CHECKING:
    from clearance.library.schema import Term, When

HEADINGS = {"permit": "You may", "require": "You owe", "forbid": "You may not"}
"""Verdict -> heading of its terms, in the order of the page."""
SAYS = {"permit": "permits", "require": "requires", "forbid": "forbids"}
TERM_KEYS = (
    "id",
    "verdict",
    "act",
    "reach",
    "topic",
    "when",
    "do",
    "except",
    "binds",
    "release_under",
    "contested",
    "unread",
    "steers",
    "clause",
    "says",
    "strings",
)
"""Keys of a term in JSON."""


def explain(license_: License, fmt: str, purpose: str) -> str:
    """Return a license as text, Markdown or JSON; with a purpose, only what concerns it."""
    if fmt == "json":
        return as_json(license_data(license_))
    parts = [*_head(license_), "", *_for_purpose(license_, purpose), _prose(license_), ""]
    return _page([*parts, *_terms(license_, purpose)], fmt)


def explain_clause(license_: License, clause: str, fmt: str) -> str:
    """Return the terms of one clause; raise Problem where no term has it."""
    terms = _with_clause(license_, clause)
    if not terms:
        clauses = sorted({term.clause for term in license_.terms})
        raise Problem(
            f"{license_.form.title} has no term with clause {clean(clause)}",
            hint=f"its clauses: {', '.join(clauses)}",
        )
    if fmt == "json":
        return as_json({"license": license_.id, "terms": [term_data(term) for term in terms]})
    lines = [f"# {license_.form.title} §{clause}", ""]
    for term in terms:
        lines += [
            f"{SAYS[term.verdict]}: {', '.join(term.act)}",
            f"on: {', '.join(term.reach)}; binds {term.binds}; topic {term.topic}",
            _line(term),
            "",
        ]
    return filled("\n".join(lines)) if fmt == "text" else "\n".join(lines)


def license_data(license_: License) -> dict[str, Any]:
    """Return a license as plain data, in the form of DESIGN section 6."""
    form = license_.form
    scancode = [f"LicenseRef-scancode-{key}" for key in form.aliases.scancode]
    return {
        "id": form.id,
        "spdx": form.spdx,
        "aliases": [*form.aliases.hub, *form.aliases.names, *scancode],
        "title": form.title,
        "rung": form.rung,
        "osi_approved": form.osi_approved == "yes",
        "family": form.family,
        "version": form.version,
        "dated": form.dated,
        "url": form.url,
        "read": form.read,
        "unread_topics": list(form.unread_topics),
        "terms": [term_data(term) for term in license_.terms],
        "body": _prose(license_),
    }


def term_data(term: Term) -> dict[str, Any]:
    """Return one term as plain data, in the form of DESIGN section 6."""
    values = term.model_dump(by_alias=True, exclude_none=True)
    return {key: values.get(key) for key in TERM_KEYS}


def _page(lines: Sequence[str], fmt: str) -> str:
    text = "\n".join(lines)
    return filled(text) if fmt == "text" else text + "\n"


def _prose(license_: License) -> str:
    """Return what the file says of the license, without its cases."""
    return license_.body.split("## Cases")[0].strip()


def _head(license_: License) -> list[str]:
    form = license_.form
    approved = f"OSI approved: {form.osi_approved}; text read: {form.read}"
    lines = [f"# {form.title}", "", f"`{form.id}` ({form.spdx}), {form.rung}; {approved}"]
    if form.unread_topics:
        lines.append(f"not read, so unknown: {', '.join(form.unread_topics)}")
    return [*lines, form.url]


def _for_purpose(license_: License, purpose: str) -> list[str]:
    """Return what a purpose may do: permits that hold for it, less what is barred for it."""
    if not purpose:
        return []
    permits = [term for term in license_.terms if _permits(term, purpose)]
    bars = [term for term in license_.terms if _bars(term, purpose)]
    acts = dict.fromkeys(act for term in permits for act in term.act)
    barred = [f"{_certainty(term)} (§{term.clause}): {term.says}" for term in bars]
    return [f"For {purpose}: permits {', '.join(acts) or 'nothing'}.", *barred, ""]


def _holds(term: Term, purpose: str) -> bool:
    """Return whether a term holds for a purpose; without one, every term does."""
    purposes = _purposes(term)
    return not purpose or not purposes or purpose in purposes


def _permits(term: Term, purpose: str) -> bool:
    return term.verdict == "permit" and _holds(term, purpose)


def _bars(term: Term, purpose: str) -> bool:
    """Return whether a term forbids something for that very purpose."""
    return term.verdict == "forbid" and purpose in _purposes(term)


def _purposes(term: Term) -> Sequence[str]:
    """Return the purposes that a term is limited to; empty where it holds for all."""
    return (term.when.purpose or ()) if term.when else ()


def _certainty(term: Term) -> str:
    if term.unread:
        return "Unknown"
    return "Contested" if term.contested else "Barred"


def _terms(license_: License, purpose: str) -> Iterator[str]:
    for verdict, heading in HEADINGS.items():
        terms = [term for term in license_.terms if term.verdict == verdict]
        lines = [_line(term) for term in terms if _holds(term, purpose)]
        if lines:
            yield from (f"## {heading}", "", *lines, "")


def _line(term: Term) -> str:
    conditions = "; ".join(_conditions(term))
    quoted = "".join(f' "{words}"' for words in term.strings)
    return f"- §{term.clause} {term.says}{quoted}{f' ({conditions})' if conditions else ''}"


def _conditions(term: Term) -> Iterator[str]:
    """Yield what a term hangs on, and how sure it is."""
    if term.when:
        yield f"when {_answers(term.when)}"
    if term.except_:
        yield f"except {_answers(term.except_)}"
    if term.release_under:
        yield f"release under {', '.join(term.release_under)}"
    if term.contested:
        yield f"contested: {term.contested}"
    if term.unread:
        yield f"unknown: {term.unread}"


def _answers(when: When) -> str:
    answers = when.model_dump(exclude_none=True)
    return "; ".join(f"{key}: {_value(value)}" for key, value in answers.items())


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _with_clause(license_: License, clause: str) -> list[Term]:
    """Return the terms of a clause, or of that id; else those of the clauses below it."""
    exact = [term for term in license_.terms if clause in (term.clause, term.id)]
    return exact or [term for term in license_.terms if term.clause.startswith(clause)]
