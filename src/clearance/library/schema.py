"""The form of license and rule files as pydantic models; every word is one of the closed
vocabulary.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from clearance import words as w


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _any(everything: tuple[str, ...]) -> Any:
    return BeforeValidator(
        lambda value: list(everything) if value in ("any", ["any"]) else _list(value)
    )


def _in_hand(value: Any) -> Any:
    """Write `in-hand` out: the four reaches of whatever holds the material itself."""
    words = _list(value)
    if not isinstance(words, list):
        return words
    return [reach for word in words for reach in (w.IN_HAND if word == "in-hand" else (word,))]


Acts = Annotated[list[w.Act], _any(w.words(w.Act))]
Reaches = Annotated[list[w.Reach], BeforeValidator(_in_hand), _any(w.words(w.Reach))]
Strings = Annotated[list[str], BeforeValidator(_list)]
YesNo = Literal["yes", "no"]


class Form(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(BaseModel):
    """Conditions of a term; all must hold. Extra keys are questions that a legal ground asks."""

    model_config = ConfigDict(extra="allow", frozen=True)

    purpose: Annotated[list[w.Purpose], BeforeValidator(_list)] | None = None
    fields: Annotated[list[w.Field], BeforeValidator(_list)] | None = None
    actor: Annotated[list[w.Actor], BeforeValidator(_list)] | None = None
    country: Strings | None = None
    target_task: Strings | None = None
    same_task: YesNo | None = None
    input: Annotated[list[Literal["multimodal"]], BeforeValidator(_list)] | None = None
    monthly_users_over: int | None = None
    counted: str | None = None
    annual_revenue_usd_over: int | None = None
    received: (
        Annotated[list[Literal["source", "product", "service"]], BeforeValidator(_list)] | None
    ) = None
    suit: Annotated[list[Literal["patent", "ip"]], BeforeValidator(_list)] | None = None
    modified: YesNo | None = None
    makes: (
        Annotated[
            list[Literal["model", "dataset", "code", "service", "release", "result"]],
            BeforeValidator(_list),
        ]
        | None
    ) = None
    of: Annotated[list[Literal["model", "dataset", "code"]], BeforeValidator(_list)] | None = None
    how: Annotated[list[w.How], BeforeValidator(_list)] | None = None
    family: str | None = None
    died_before: int | None = None


class Term(Form):
    """One thing a license says: which act on which reach it permits, forbids, or ties to a duty."""

    id: str
    verdict: w.Verdict
    act: Acts
    reach: Reaches
    binds: w.Binds = "holder"
    topic: w.Topic
    when: When | None = None
    except_: When | None = Field(default=None, alias="except")
    do: w.Do | None = None
    strings: Strings = []
    release_under: Strings = []
    contested: str = ""
    unread: str = ""
    """how the term is known where the clause itself was not read: it is then unknown, not contested
    """
    steers: YesNo = "no"
    """whether a ban on training with outputs takes in labels and scores that only steer a training
    """
    clause: str
    says: str


class Cell(Form):
    """A cell of the flow table that a license replaces."""

    reach: w.Reach
    contested: YesNo = "no"
    clause: str


class Aliases(Form):
    """Every spelling people use."""

    hub: Strings = []
    names: Strings = []
    scancode: Strings = []


class LicenseIn(Form):
    """The front matter of one license file."""

    id: str
    title: str
    spdx: str
    rung: w.Rung
    made_for: Annotated[
        list[Literal["software", "content", "data", "model", "api"]], BeforeValidator(_list)
    ]
    osi_approved: YesNo = "no"
    family: str = ""
    version: str = ""
    dated: str = ""
    name: str = ""
    read: Literal["full", "partial", "unread"]
    unread_topics: Annotated[list[w.Topic], BeforeValidator(_list)] = []
    url: str
    aliases: Aliases = Aliases()
    like: str = ""
    without: Strings = []
    task: str = ""
    further: Literal["allowed", "carried", "refused"] = "allowed"
    adds: Annotated[list[w.Restriction], BeforeValidator(_list)] = []
    tolerates: Annotated[list[w.Restriction], BeforeValidator(_list)] = []
    tolerates_contested: Annotated[list[w.Restriction], BeforeValidator(_list)] = []
    tolerates_later: Annotated[list[w.Restriction], BeforeValidator(_list)] = []
    """of what it tolerates: what only a later version takes in, so that the earlier one is closed
    to recipients
    """
    becomes: dict[str, Cell] = {}
    countries: Strings = []
    asks: dict[str, Annotated[list[str], BeforeValidator(_list)]] = {}
    terms: list[Term] = []


INHERITED = (
    "rung",
    "made_for",
    "osi_approved",
    "further",
    "adds",
    "tolerates",
    "tolerates_contested",
    "tolerates_later",
    "becomes",
    "task",
)
"""Keys that a `like` license takes over unless it gives them itself."""


class GatherIn(Form):
    """How several findings of a rule are one list."""

    what: str
    """what the listed things have in common; a number stands before it"""
    fix: str
    ours: YesNo = "yes"
    """whether findings that touch a thing of ours may go into the list"""


class RuleIn(Form):
    """The front matter of one rule file."""

    id: str = Field(pattern=r"^[A-Z]{2,3}\d{3}$")
    name: str
    title: str
    severity: w.Severity
    contested: w.Severity | None = None
    unknown: w.Severity | None = None
    since: str
    fact: Literal["term", "duty", "artifact", "reference", "lock", "exception", "policy"]
    when: dict[str, Any] = {}
    message: str
    fix: Strings = []
    gather: GatherIn | None = None
    """how three and more of its findings are one list; left out, each stands alone"""
    together: str = ""
    """head of the block that its settled findings towards one source make; empty: no block"""
    quiet: Annotated[list[Literal["entry", "lock"]], BeforeValidator(_list)] = []
    """where its findings are not told: `entry`, the explanation of a catalogue entry; `lock`, what
    changed licenses would mean
    """
    refs: list[dict[str, str]] = []
