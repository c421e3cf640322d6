"""What each key of the manifest means, in one sentence: for the schema that editors show, and for
docs/manifest.md.
"""

from __future__ import annotations

from typing import Any

_THING = {
    "source": (
        "Where it comes from: `hf:ORG/NAME[@REVISION]`, `api:PROVIDER/MODEL`,"
        " `github:OWNER/NAME[@REF]`, `url:…` or `path:…`; a key that is a Hub id needs none."
    ),
    "ours": "Made by this project: only what is ours is judged.",
    "license": (
        "License in any spelling (SPDX, Hub tag, name, `name@version`), for the whole or by part"
        " (`weights`, `code`, `data`, `contents`); `none`, `other`, `proprietary` and `per-row` are"
        " words too."
    ),
    "chosen": "Of an OR in `license`: the license that is taken.",
    "obtained": (
        "When it was obtained (for outputs of an API: generated); chooses the version of license or"
        " terms in force then."
    ),
    "modified": "Whether it was changed before use; some duties hang on it.",
    "received": "How it came: as source, inside a product, or over a service.",
    "basis": (
        "Legal ground other than the license (`fair-use-us`, `tdm-eu-art3`, `permission` …), with"
        " the answers that it asks for."
    ),
    "openness": "Level of each part, bare or with `because`, `evidence` and `gated`.",
    "claims": (
        "What is said of it: `open-source`, `open-weights`, `reproducible` and others of"
        " docs/openness.md; held against what is known."
    ),
    "used_for": (
        "An act that makes nothing declared: running it, trying it outside production, judging"
        " others with it."
    ),
    "note": "A remark of yours; nothing reads it.",
    "contains": "What is in it, `combined` into one work or as an `aggregate` side by side.",
    "how": "Short for all links of this thing that need a `how`.",
}
_EVALUATED = {
    "evaluated_on": "Data sets it was measured on; passes nothing on.",
    "evaluated_with": "Models it was judged with; passes nothing on.",
}
_OUTWARD = {
    "purpose": "Its own purpose, where it differs from the project's.",
    "fields": "Its own fields of use, where they differ from the project's.",
    "contains": (
        "What goes out with it, `combined` into one work or as an `aggregate` side by side."
    ),
    "how": _THING["how"],
    "files": (
        "Folder that goes out, searched for notices and license texts; without it the whole"
        " repository is."
    ),
    "note": _THING["note"],
    "claims": _THING["claims"],
}
_DERIVED = {
    "derived_from": (
        "What it was made from: filtered, translated, joined; `analysis` for statistics that hold"
        " no content."
    ),
    "generated_by": "Models whose outputs it holds.",
}
_USERS = (
    "Number of monthly users of the actor's products and its affiliates', now or by month"
    " (`{2023-06: 800_000_000}`)."
)
HELP: dict[str, dict[str, str]] = {
    "": {
        "project": "The repository and what it is for.",
        "actor": "Who acts; asked for where a license asks.",
        "models": "Models by name; the name is yours, or a Hub id.",
        "datasets": "Data sets by name; the name is yours, or a Hub id.",
        "code": "Code bases that things hold or come from.",
        "services": "What others use over a network.",
        "releases": (
            "What leaves the house; without releases and services, terms on distributing and"
            " hosting are not asked."
        ),
        "accept": "Findings that are accepted, each with its reason.",
        "policy": "What the project demands of itself.",
    },
    "ProjectIn": {
        "name": "Name of the project in reports.",
        "license": "License of this repository's own code (SPDX expression).",
        "purpose": "What all of it is for; left out, what depends on it is unknown.",
        "fields": "Fields of use; `[]` says that it is none of them.",
    },
    "ActorIn": {
        "kind": "What the actor is.",
        "country": "ISO 3166 code, or EU.",
        "monthly_users": _USERS,
        "annual_revenue_usd": "Revenue of a year in US dollars.",
        "suits": "Law suits of the actor's over a thing; `[]` says that there is none.",
    },
    "SuitIn": {
        "against": "The thing that the suit is about.",
        "about": "Patents, or other intellectual property.",
    },
    "ModelIn": {
        **_THING,
        "task": (
            "Task tag of the Hub (`text-generation`, `fill-mask` …); terms on language models ask"
            " for it."
        ),
        "components": (
            "Components of the Model Openness Framework that are published, each with its license"
            " or with `license` and `evidence`."
        ),
        "base": "What it was made from: `finetune`, `adapter`, `merge` or `quantize`.",
        "trained_on": "Data sets it was trained on.",
        "distilled_from": "Models it was made to perform like.",
        **_EVALUATED,
    },
    "DatasetIn": {
        **_THING,
        **_DERIVED,
        "annotated_by": "Models that labelled, scored or filtered it.",
    },
    "CodeIn": {**_THING, **_DERIVED},
    "ServiceIn": {
        **_OUTWARD,
        "serves": "Models that it hosts.",
        "monthly_users": "Users of this service by itself.",
    },
    "ReleaseIn": {
        **_OUTWARD,
        "artifact": "The thing that goes out; `repository` is the code itself.",
        "as": "Name it goes out under.",
        "license": "License it goes out under; left out, the possible ones are named.",
        **_EVALUATED,
    },
    "AcceptIn": {
        "rule": "Code or name of the rule.",
        "artifact": "Only on this thing.",
        "because": "The reason; it stands in every report.",
        "by": "Who decided.",
        "until": "Day on which it ends.",
        "topic": "Only on this topic.",
        "source": "Only from this source.",
    },
    "PolicyIn": {
        "fail_on": "Lowest severity that makes exit code 1.",
        "contested": "Severity of what courts and commentators dispute.",
        "unmet_duties": "Severity of a duty that the files of a release do not show.",
        "require_openness": (
            "Least level of each part, for everything, or by role (`ours`, `released` …) or name."
        ),
    },
}
"""Form -> key -> sentence; the empty form is the manifest itself."""


def described(made: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of the manifest with every key described."""
    for name, told in [("", made), *made["$defs"].items()]:
        for key, one in told.get("properties", {}).items():
            one["description"] = HELP[name][key]
    return made
