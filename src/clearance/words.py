"""The vocabulary as types; a test keeps it equal to licenses/_words.yml."""

from __future__ import annotations

from typing import Literal, get_args

Verdict = Literal["permit", "require", "forbid"]
Act = Literal["use", "trial", "evaluate", "derive", "train", "distill", "distribute", "serve"]
Reach = Literal[
    "material",
    "derivative",
    "combined",
    "collected",
    "output",
    "trained",
    "trained-on-output",
    "distilled",
    "result",
]
Binds = Literal["holder", "party"]
Certainty = Literal["settled", "contested", "unknown"]
Severity = Literal["error", "warning", "note"]
Purpose = Literal["research", "personal", "internal", "commercial"]
Actor = Literal["individual", "university", "nonprofit", "company", "government"]
Level = Literal["open", "described", "closed"]
Part = Literal["weights", "inference", "training", "data"]
LicensePart = Literal["weights", "code", "data", "contents"]
How = Literal["finetune", "adapter", "merge", "quantize", "analysis", "combined", "aggregate"]
Kind = Literal["model", "dataset", "code", "service", "release"]
Rung = Literal[
    "public-domain",
    "permissive",
    "attribution",
    "share-alike",
    "restricted",
    "model-license",
    "api-terms",
    "none",
    "legal-ground",
]
Field = Literal[
    "military",
    "weapons",
    "surveillance",
    "biometric-identification",
    "law-enforcement",
    "justice",
    "migration",
    "critical-infrastructure",
    "medical",
    "medical-advice",
    "medical-support",
    "legal-advice",
    "credit-insurance-employment",
    "harassment",
    "disinformation",
    "undisclosed-machine-text",
    "guardrail-removal",
    "minors",
    "adult-content",
]
Do = Literal[
    "include-license",
    "include-notice",
    "keep-notices",
    "credit",
    "display-string",
    "prefix-name",
    "state-changes",
    "offer-source",
    "release-under",
    "pass-on-limits",
    "follow-policy",
    "register",
    "document",
    "filter-content",
    "store-securely",
    "delete-copies",
    "honor-opt-out",
    "label-outputs",
    "keep-updated",
    "get-license",
]
Restriction = Literal[
    "attribution-terms",
    "patent-termination",
    "advertising",
    "copyleft",
    "data-copyleft",
    "non-commercial",
    "no-derivatives",
    "use-limits",
    "size-limits",
    "all-rights-reserved",
    "recipient-assent",
]
Topic = Literal[
    "commercial-use",
    "research-only",
    "redistribution",
    "derivatives",
    "notice-retention",
    "notice-file",
    "attribution",
    "display-string",
    "name-prefix",
    "license-copy",
    "state-changes",
    "relicensing",
    "share-alike",
    "network-source",
    "source-disclosure",
    "patent-grant",
    "patent-retaliation",
    "ip-suit-termination",
    "outputs-training",
    "output-ownership",
    "output-limits",
    "field-of-use",
    "military-use",
    "user-threshold",
    "revenue-threshold",
    "territory",
    "use-policy",
    "pass-through",
    "registration",
    "revocability",
    "governing-law",
    "hosting",
    "documentation",
    "content-filter",
    "no-license",
    "unresolved-license",
    "fair-use",
    "text-and-data-mining",
    "public-domain",
    "incompatible-combination",
    "license-drift",
    "upstream-relabel",
    "contents-rights",
    "license-kind",
    "openness",
    "undeclared",
    "exception",
]

LinkKind = Literal[
    "base",
    "derived_from",
    "trained_on",
    "distilled_from",
    "generated_by",
    "annotated_by",
    "evaluated_on",
    "evaluated_with",
    "serves",
    "contains",
    "artifact",
]
KnownFrom = Literal["manifest", "sources", "card", "lock", "catalogue"]
"""Who says that a thing or a link is there."""
DutyStatus = Literal["met", "unmet", "uncheckable"]
Holds = Literal["yes", "contested", "unknown", "no"]
"""Whether something holds: what conditions answer."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the worst to the mildest."""
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
"""From the surest to the least sure."""
HOLDS: tuple[Holds, ...] = get_args(Holds)
"""From the surest yes to no; the first three are as sure as CERTAINTIES of the same index."""
LEVELS: tuple[Level, ...] = ("closed", "described", "open")
"""Levels of openness from the least open up."""

OPEN_RUNGS: tuple[Rung, ...] = ("public-domain", "permissive", "attribution", "share-alike")
"""Rungs of licenses that let anybody use, change and share, on conditions."""

IN_HAND = ("material", "derivative", "combined", "collected")
"""Reaches in which the licensed thing itself is in hand: what copyright reserves."""

WITHIN = {
    "weapons": "military",
    "biometric-identification": "surveillance",
    "medical-advice": "medical",
    "medical-support": "medical",
}
"""Narrow field of use -> the wider one that holds it."""

EU = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
"""Member states of the European Union by ISO 3166 code."""


def words(kind: object) -> tuple[str, ...]:
    """Return the words of a Literal type, in order."""
    return get_args(kind)
