"""`clearance explain`: a rule, a license, a clause, a known model or data set; lists of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clearance.commands import explain_license
from clearance.commands.printed import as_json
from clearance.library.load import Library, License, Rule, library
from clearance.problems import Problem, did_you_mean
from clearance.text import clean

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A name in a message of a rule that the check fills in."""


def explain(what: str, fmt: str = "text", purpose: str = "", *, packs: Sequence[str] = ()) -> str:
    """Return the explanation of a rule, license, clause ("llama2 1.b.v"), model or data set.

    Raises Problem with a suggestion when nothing of that name is known.
    """
    known = library(*packs)
    rule = known.rule(what)
    if rule:
        return _rule(rule, fmt)
    license_ = _license(what, known)
    if license_:
        return explain_license.explain(license_, fmt, purpose)
    name, _, clause = what.rpartition(" ")
    license_ = _license(name, known)
    if license_:
        return explain_license.explain_clause(license_, clause.lstrip("§"), fmt)
    entry = _entry(what, fmt, purpose, packs)
    if entry:
        return entry
    raise _unknown(what, known)


def _license(name: str, known: Library) -> License | None:
    key = known.find(name) if name else None
    return known.license(key) if key else None


def _entry(what: str, fmt: str, purpose: str, packs: Sequence[str]) -> str:
    """Return the explanation of a model or data set; empty where the catalogue does not know it."""
    from clearance.commands import explain_entry  # loads catalogue and check, which rules need not

    entry = explain_entry.find_entry(what)
    return explain_entry.explain(entry, fmt, purpose, packs) if entry else ""


def _unknown(what: str, known: Library) -> Problem:
    rules = [name for rule in known.rules for name in (rule.id, rule.form.name)]
    hint = did_you_mean(what, rules) or known.suggest(what) or "clearance explain --list licenses"
    return Problem(f'nothing is known under "{clean(what)}"', hint=hint)


def _rule(rule: Rule, fmt: str) -> str:
    form, body = rule.form, rule.body.strip()
    if fmt == "json":
        return as_json({**form.model_dump(exclude_none=True), "body": body})
    head = f"`{form.name}`, {form.severity}, since {form.since}"
    lines = [f"# {form.id} {form.title}", "", head, "", body]
    lines += _section("Fix", [_with_placeholders(text) for text in form.fix])
    lines += _section("See", [" ".join(reference.values()) for reference in form.refs])
    return "\n".join(lines) + "\n"


def _section(title: str, items: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {item}" for item in items)] if items else []


def _with_placeholders(template: str) -> str:
    """Return a message template with its names in angle brackets."""
    return PLACEHOLDER.sub(r"<\1>", template).replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    id: str
    title: str
    more: str
    """severity of a rule, rung of a license, license of a model or data set"""


def listing(what: str, fmt: str = "text", *, packs: Sequence[str] = ()) -> str:
    """Return the list of rules, licenses, models or data sets."""
    rows = list(LISTS[what](library(*packs)))
    if fmt == "json":
        return as_json([vars(row) for row in rows])
    if fmt == "markdown":
        head = "| id | title | |\n|---|---|---|\n"
        return head + "".join(f"| `{row.id}` | {row.title} | {row.more} |\n" for row in rows)
    width = max((len(row.id) for row in rows), default=0)
    return "".join(_line(row, width) for row in rows)


def _line(row: Row, width: int) -> str:
    more = f"  [{row.more}]" if row.more else ""
    return f"{row.id:<{width}}  {row.title}{more}\n"


def _rules(known: Library) -> Iterator[Row]:
    for rule in known.rules:
        yield Row(rule.id, rule.form.title, rule.form.severity)


def _licenses(known: Library) -> Iterator[Row]:
    for key in sorted(known.paths):
        form = known.license(key).form
        yield Row(form.id, form.title, f"{form.rung}, read {form.read}")


def _models(_: Library) -> Iterator[Row]:
    return _entries("model", "api-model")


def _datasets(_: Library) -> Iterator[Row]:
    return _entries("dataset")


def _entries(*kinds: str) -> Iterator[Row]:
    from clearance.catalogue.lookup import entries

    for entry in entries():
        if entry.kind in kinds:
            yield Row(entry.id, entry.name, entry.license_text)


LISTS: dict[str, Callable[[Library], Iterator[Row]]] = {
    "rules": _rules,
    "licenses": _licenses,
    "models": _models,
    "datasets": _datasets,
}
