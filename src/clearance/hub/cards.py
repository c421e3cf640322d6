"""What the Hub, or a snapshot in the local cache, holds of one repository: from card and tags to
the few facts that count here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
"""An id of the Hub: NAME or ORG/NAME."""
STATEMENT = re.compile(
    r"""
    \b(?:
        non-?commercial
      | commercial(?:ly)?[ ]use
      | research[ ](?:purposes|use|only)
      | licen[cs]ed[ ]under
      | licen[cs]e[ ](?:of|is)
      | terms[ ]of[ ]use
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What makes a sentence of a card one about its license."""
MOST_STATEMENTS = 5
LONGEST = 300
"""Characters that are kept of a text that somebody else wrote."""
RELATIONS = {
    "quantized": "quantize",
    "finetune": "finetune",
    "adapter": "adapter",
    "merge": "merge",
}
"""The Hub's word for how a model was made -> ours."""


@dataclass(frozen=True)
class Seen:
    """What the Hub says of one model or data set at one revision."""

    kind: str
    """model or dataset"""
    id: str
    revision: str
    """the commit"""
    license: tuple[str, ...] = ()
    license_name: str = ""
    license_link: str = ""
    base: tuple[tuple[str, str], ...] = ()
    """(id, how); how is empty where the Hub does not say"""
    datasets: tuple[str, ...] = ()
    """ids of the data sets that a model names"""
    task: str = ""
    gated: str = ""
    """auto, manual, or empty where it is open"""
    files: tuple[tuple[str, int], ...] = ()
    """(name, bytes)"""
    texts: tuple[tuple[str, str], ...] = ()
    """(file, SHA-256) of license, notice and policy files"""
    statements: tuple[str, ...] = ()
    """sentences of the card about the license"""
    unread: tuple[tuple[str, str], ...] = ()
    """(file, why)"""
    cached: bool = False
    """from the local cache: gate and removal are not known"""


@dataclass(frozen=True)
class Repository:
    """What was read of one repository, before anything is made of it."""

    kind: str
    id: str
    revision: str
    card: dict[str, Any]
    """the front matter of its README"""
    files: tuple[tuple[str, int], ...]
    """(name, bytes)"""
    tags: tuple[str, ...] = ()
    """what the API says beside the card: `license:mit`, `base_model:adapter:org/m`, …"""
    task: str = ""
    gated: str = ""

    def seen(self) -> Seen:
        """Return the facts that count here."""
        card = self.card
        datasets = _texts(card.get("datasets")) or self._tagged("dataset")
        return Seen(
            kind=self.kind,
            id=self.id,
            revision=self.revision,
            license=tuple(_texts(card.get("license")) or self._tagged("license")),
            license_name=_text(card.get("license_name")),
            license_link=_text(card.get("license_link")),
            base=tuple(self._bases()),
            datasets=tuple(_ids(datasets)) if self.kind == "model" else (),
            task=_text(self.task or card.get("pipeline_tag")),
            gated="" if self.gated == "False" else self.gated,
            files=self.files,
        )

    def _tagged(self, prefix: str) -> list[str]:
        """Return what the tags of one kind say."""
        start = f"{prefix}:"
        return [tag.removeprefix(start) for tag in self.tags if tag.startswith(start)]

    def _bases(self) -> list[tuple[str, str]]:
        """Return (base, how): the card's own word holds for all of its bases, else the tag of each
        says it.
        """
        tags = self._tagged("base_model")
        bases = _texts(self.card.get("base_model")) or [tag for tag in tags if ":" not in tag]
        common = RELATIONS.get(str(self.card.get("base_model_relation", "")), "")
        relations = _relations(tags)
        return [(base, common or relations.get(base, "")) for base in _ids(bases)]


def _relations(tags: list[str]) -> dict[str, str]:
    """Return base -> how, from the tags that say it (`adapter:org/m`)."""
    split = [tag.partition(":") for tag in tags if ":" in tag]
    return {base: RELATIONS.get(how, "") for how, _, base in split}


def front_matter(readme: str) -> dict[str, Any]:
    """Return the front matter of a card; empty where it cannot be read."""
    import huggingface_hub

    client: Any = huggingface_hub
    try:
        return dict(client.ModelCard(readme, ignore_metadata_errors=True).data.to_dict())
    except Exception:  # noqa: BLE001 - whatever is wrong with a foreign card, it then says nothing
        return {}


def statements(readme: str) -> tuple[str, ...]:
    """Return the first sentences of a card that speak of its license."""
    body = re.sub(r"\A---\n.*?\n---\n", "", readme, flags=re.DOTALL)
    parts = re.split(r"(?<=[.!?])\s+|\n\s*\n|\n[-*#|]", body)
    sentences = (" ".join(part.split())[:LONGEST] for part in parts)
    telling = dict.fromkeys(sentence for sentence in sentences if STATEMENT.search(sentence))
    return tuple(telling)[:MOST_STATEMENTS]


def _ids(names: list[str]) -> list[str]:
    return [name for name in names if ID.fullmatch(name)]


def _text(value: object) -> str:
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    texts = map(_text, value if isinstance(value, list) else [value])
    return [text for text in texts if text]
