"""`clearance explain`: a rule, a license, a clause, a known model or data set; text, Markdown or
JSON.
"""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass
from typing import Any

from clearance.library.load import Library, License, Rule, library
from clearance.problems import Problem, did_you_mean
from clearance.text import clean

WIDTH = 100
VERDICTS = (("permit", "You may"), ("require", "You owe"), ("forbid", "You may not"))


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    id: str
    title: str
    more: str


def explain(what: str, fmt: str = "text", purpose: str = "") -> str:
    """Return the explanation of a rule, license, clause ("llama2 1.b.v"), model or data set.

    Raises Problem with a suggestion when nothing of that name is known.
    """
    known = library()
    rule = known.rule(what)
    if rule:
        return _rule(rule, fmt)
    found = known.find(what)
    if found:
        return _license(known.license(found), fmt, purpose)
    name, _, clause = what.rpartition(" ")
    found = known.find(name) if name else None
    if found:
        return _clause(known.license(found), clause.lstrip("§"), fmt)
    thing = _thing(what, fmt, purpose)
    if thing:
        return thing
    rules = [name for rule in known.rules for name in (rule.id, rule.form.name)]
    hint = did_you_mean(what, rules) or known.suggest(what)
    raise Problem(
        f'nothing is known under "{clean(what)}"', hint=hint or "clearance explain --list licenses"
    )


def listing(what: str, fmt: str = "text") -> str:
    """Return the list of rules, licenses, models or data sets."""
    rows = _rows(what, library())
    if fmt == "json":
        return json.dumps([vars(row) for row in rows], indent=2, ensure_ascii=False) + "\n"
    if fmt == "markdown":
        head = "| id | title | |\n|---|---|---|\n"
        return head + "".join(f"| `{row.id}` | {row.title} | {row.more} |\n" for row in rows)
    wide = max((len(row.id) for row in rows), default=0)
    return "".join(
        f"{row.id:<{wide}}  {row.title}{f'  [{row.more}]' if row.more else ''}\n" for row in rows
    )


def _rows(what: str, known: Library) -> list[Row]:
    if what == "rules":
        return [Row(rule.id, rule.form.title, rule.form.severity) for rule in known.rules]
    if what == "licenses":
        forms = [known.license(key).form for key in sorted(known.paths)]
        return [Row(form.id, form.title, f"{form.rung}, read {form.read}") for form in forms]
    from clearance.catalogue.lookup import entries

    kinds = ("model", "api-model") if what == "models" else ("dataset",)
    return [Row(one.id, one.name, one.license_text) for one in entries() if one.kind in kinds]


def _rule(rule: Rule, fmt: str) -> str:
    form = rule.form
    if fmt == "json":
        told = form.model_dump(exclude_none=True)
        return json.dumps({**told, "body": rule.body.strip()}, indent=2, ensure_ascii=False) + "\n"
    lines = [
        f"# {form.id} {form.title}",
        "",
        f"`{form.name}`, {form.severity}, since {form.since}",
        "",
        rule.body.strip(),
    ]
    if form.fix:
        lines += ["", "## Fix", "", *(f"- {_plain(text)}" for text in form.fix)]
    if form.refs:
        lines += ["", "## See", "", *(f"- {' '.join(ref.values())}" for ref in form.refs)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return a message template with its names in angle brackets."""
    return re.sub(r"\{(\w+)\}", r"<\1>", text).replace("{{", "{").replace("}}", "}")


def term_data(term: Any) -> dict[str, Any]:
    """Return one term as plain data, in the form of DESIGN section 6."""
    told = term.model_dump(by_alias=True, exclude_none=True)
    order = (
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
    return {key: told.get(key) for key in order}


def license_data(one: License) -> dict[str, Any]:
    """Return a license as plain data, in the form of DESIGN section 6."""
    form = one.form
    aliases = form.aliases
    return {
        "id": form.id,
        "spdx": form.spdx,
        "aliases": [
            *aliases.hub,
            *aliases.names,
            *(f"LicenseRef-scancode-{key}" for key in aliases.scancode),
        ],
        "title": form.title,
        "rung": form.rung,
        "osi_approved": form.osi_approved == "yes",
        "family": form.family,
        "version": form.version,
        "dated": form.dated,
        "url": form.url,
        "read": form.read,
        "unread_topics": list(form.unread_topics),
        "terms": [term_data(term) for term in one.terms],
        "body": one.body.split("## Cases")[0].strip(),
    }


def _license(one: License, fmt: str, purpose: str) -> str:
    if fmt == "json":
        return json.dumps(license_data(one), indent=2, ensure_ascii=False) + "\n"
    form = one.form
    prose = one.body.split("## Cases")[0].strip()
    lines = [
        f"# {form.title}",
        "",
        (
            f"`{form.id}` ({form.spdx}), {form.rung}; OSI approved: {form.osi_approved}; text read:"
            f" {form.read}"
        ),
    ]
    if form.unread_topics:
        lines.append(f"not read, so unknown: {', '.join(form.unread_topics)}")
    lines += [form.url, ""]
    if purpose:
        lines += [*_for_purpose(one, purpose), ""]
    lines += [prose, "", *_terms(one, purpose)]
    return _wrap("\n".join(lines)) if fmt == "text" else "\n".join(lines) + "\n"


def _for_purpose(one: License, purpose: str) -> list[str]:
    """Return what a purpose may do: permits that hold for it, less what is barred for it."""
    barred = [
        t
        for t in one.terms
        if t.verdict == "forbid" and t.when and purpose in (t.when.purpose or ())
    ]
    allowed: dict[str, None] = {}
    for term in one.terms:
        if term.verdict == "permit" and (
            term.when is None or not term.when.purpose or purpose in term.when.purpose
        ):
            allowed |= dict.fromkeys(term.act)
    lines = [
        f"For {purpose}: " + (f"permits {', '.join(allowed)}." if allowed else "permits nothing.")
    ]
    lines += [
        f"{'Unknown' if t.unread else 'Contested' if t.contested else 'Barred'} (§{t.clause}):"
        f" {t.says}"
        for t in barred
    ]
    return lines


def _terms(one: License, purpose: str) -> list[str]:
    lines: list[str] = []
    for verdict, heading in VERDICTS:
        rows = [term for term in one.terms if term.verdict == verdict]
        if purpose:
            rows = [
                t for t in rows if t.when is None or not t.when.purpose or purpose in t.when.purpose
            ]
        if rows:
            lines += [f"## {heading}", ""]
            lines += [_term_line(term) for term in rows]
            lines.append("")
    return lines


def _term_line(term: Any) -> str:
    extra = []
    if term.when:
        extra.append(
            "when "
            + "; ".join(
                f"{key}: {_value(value)}"
                for key, value in term.when.model_dump(exclude_none=True).items()
            )
        )
    if term.except_:
        extra.append(
            "except "
            + "; ".join(
                f"{key}: {_value(value)}"
                for key, value in term.except_.model_dump(exclude_none=True).items()
            )
        )
    if term.release_under:
        extra.append(f"release under {', '.join(term.release_under)}")
    if term.contested:
        extra.append(f"contested: {term.contested}")
    if term.unread:
        extra.append(f"unknown: {term.unread}")
    tail = f" ({'; '.join(extra)})" if extra else ""
    strings = "".join(f' "{words}"' for words in term.strings)
    return f"- §{term.clause} {term.says}{strings}{tail}"


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _clause(one: License, clause: str, fmt: str) -> str:
    rows = [t for t in one.terms if t.clause == clause or t.id == clause] or [
        t for t in one.terms if t.clause.startswith(clause)
    ]
    if not rows:
        clauses = sorted({term.clause for term in one.terms})
        raise Problem(
            f"{one.form.title} has no term with clause {clean(clause)}",
            hint=f"its clauses: {', '.join(clauses)}",
        )
    if fmt == "json":
        return (
            json.dumps(
                {"license": one.id, "terms": [term_data(term) for term in rows]},
                indent=2,
                ensure_ascii=False,
            )
            + "\n"
        )
    lines = [f"# {one.form.title} §{clause}", ""]
    for term in rows:
        lines += [
            (
                f"{term.verdict.removesuffix('e')}{'es' if term.verdict == 'require' else 's'}:"
                f" {', '.join(term.act)}"
            ),
            f"on: {', '.join(term.reach)}; binds {term.binds}; topic {term.topic}",
            _term_line(term),
            "",
        ]
    return _wrap("\n".join(lines)) if fmt == "text" else "\n".join(lines)


def _thing(what: str, fmt: str, purpose: str) -> str:
    from clearance.commands import explain_entry as explain_thing

    return explain_thing.explain(what, fmt, purpose)


def _wrap(text: str) -> str:
    """Return Markdown filled to the width: lines of one paragraph or list item are joined first."""
    joined: list[str] = []
    for line in text.splitlines():
        flows = (
            line.strip()
            and joined
            and joined[-1].strip()
            and not re.match(r"[-#`|]|\d+\.", line)
            and not re.match(r"[#`|]|https?:", joined[-1])
        )
        if flows:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    lines = []
    for line in joined:
        indent = "  " if line.startswith("- ") else ""
        lines += textwrap.wrap(
            line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines).rstrip() + "\n"
