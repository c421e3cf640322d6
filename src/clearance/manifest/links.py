"""The links that a manifest declares: what each may point to, and how it may be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import cast

from clearance.files.yaml import position
from clearance.manifest.things import Declared, Entry
from clearance.model import Link, Thing
from clearance.problems import Problem, did_you_mean
from clearance.words import How, Kind, LinkKind

LINKS: dict[LinkKind, tuple[Kind, ...]] = {
    "base": ("model",),
    "trained_on": ("dataset",),
    "distilled_from": ("model",),
    "generated_by": ("model",),
    "annotated_by": ("model",),
    "evaluated_on": ("dataset", "model"),
    "evaluated_with": ("dataset", "model"),
    "serves": ("model",),
    "contains": ("model", "dataset", "code"),
    "artifact": ("model", "dataset", "code"),
}
"""Link -> kinds of thing it may point to; derived_from points to its own kind."""
WRITTEN: tuple[LinkKind, ...] = (*(kind for kind in LINKS if kind != "artifact"), "derived_from")
"""Links that are written as a name, a list of names or a mapping name -> how."""
HOWS: dict[LinkKind, tuple[How, ...]] = {
    "base": ("finetune", "adapter", "merge", "quantize"),
    "derived_from": ("analysis",),
    "contains": ("combined", "aggregate"),
}
"""Link -> how it may be made; the others take no `how`."""


def links(declared: Declared) -> Iterator[Link]:
    """Yield the links of all things in the order of the manifest; raise Problem for one that does
    not fit.
    """
    for entry in declared.entries:
        for link in chain(_artifact(entry, declared), _written(entry, declared)):
            _check(link, declared.things)
            yield link


def _artifact(entry: Entry, declared: Declared) -> Iterator[Link]:
    """Yield what a release hands out."""
    artifact = getattr(entry.body, "artifact", "")
    if artifact:
        yield Link(entry.name, "artifact", artifact, place=declared.place(entry, "artifact"))


def _written(entry: Entry, declared: Declared) -> Iterator[Link]:
    """Yield all other links; a `how` beside them is for those that take it."""
    given = [kind for kind in WRITTEN if getattr(entry.body, kind, None)]
    common = entry.body.how
    takers = [kind for kind in given if common in HOWS.get(kind, ())]
    if common and not takers:
        raise Problem(
            f"how: {common} stands beside no link that takes it",
            where=position(declared.place(entry, "how")),
        )
    for kind in given:
        default = common if kind in takers else ""
        for other, how in getattr(entry.body, kind).items():
            place = declared.place(entry, kind, other)
            yield Link(entry.name, kind, other, cast(How, how or default), place)


def _check(link: Link, things: Mapping[str, Thing]) -> None:
    """Raise Problem for a link to what is not there, is of another kind, or takes no such `how`."""
    mistake, hint = _undeclared(link, things), ""
    if mistake:
        hint = did_you_mean(link.object, things)
        hint = hint or f'declare it, for example  datasets: {{"{link.object}": {{source: hf:…}}}}'
    mistake = mistake or _wrong_kind(link, things) or _of_itself(link) or _wrong_how(link)
    if mistake:
        raise Problem(mistake, where=position(link.place), hint=hint)


def _undeclared(link: Link, things: Mapping[str, Thing]) -> str:
    if link.object in things:
        return ""
    return f'{link.kind} of {link.product} names "{link.object}", which is not declared'


def _wrong_kind(link: Link, things: Mapping[str, Thing]) -> str:
    wanted = LINKS.get(link.kind, (things[link.product].kind,))
    kind = things[link.object].kind
    if kind in wanted:
        return ""
    return (
        f'{link.kind} of {link.product} takes a {" or ".join(wanted)}; "{link.object}" is a {kind}'
    )


def _of_itself(link: Link) -> str:
    return f"{link.product} is {link.kind} of itself" if link.object == link.product else ""


def _wrong_how(link: Link) -> str:
    fitting = HOWS.get(link.kind, ())
    if not link.how or link.how in fitting:
        return ""
    takes = ", ".join(fitting) or "nothing"
    return (
        f'{link.kind} of {link.product}: how "{link.how}" does not fit; {link.kind} takes {takes}'
    )
