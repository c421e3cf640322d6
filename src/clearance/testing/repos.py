"""What the test Hub holds: repositories, and the faults they answer with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FAULTS = ("401", "403", "404", "429", "500", "502", "503", "slow", "cut", "html")
"""Status codes, an answer that comes late, one that breaks off, and a login page instead of JSON.
"""
TAGS = {"license": "license", "base_model": "base_model", "datasets": "dataset"}
"""Key of a card -> what its tags begin with."""


@dataclass(frozen=True)
class Fault:
    """How requests for one repository go wrong."""

    what: str
    """one of FAULTS"""
    times: int = -1
    """how many requests fail before all is well again; -1: all"""
    where: Literal["api", "resolve", "both"] = "both"
    seconds: float = 1.0
    """how late a slow answer is, and how long a 429 asks to wait"""

    def __post_init__(self) -> None:
        """Refuse a fault that the server does not know."""
        if self.what not in FAULTS:
            raise ValueError(f"{self.what!r} is none of {', '.join(FAULTS)}")


@dataclass(frozen=True)
class Repo:
    """One model or data set of the test Hub."""

    id: str
    kind: Literal["model", "dataset"] = "model"
    card: Mapping[str, Any] = field(default_factory=dict)
    """the front matter of its README: license, license_name, base_model, datasets, …"""
    readme: str = ""
    """the text below the front matter"""
    files: Mapping[str, str] = field(default_factory=dict)
    task: str = ""
    gated: Literal["", "auto", "manual"] = ""
    open_license: bool = True
    """whether the license files of a gated repository can be read by everybody"""
    disabled: bool = False
    private: bool = False
    moved_to: str = ""
    """the new id of a renamed repository; requests are redirected there"""
    fault: Fault | None = None
    revision: str = ""
    """the commit; empty: made from the content"""

    @property
    def sha(self) -> str:
        """Return the commit hash."""
        whole = json.dumps(
            [self.id, dict(self.card), self.readme, dict(self.files)], sort_keys=True
        )
        return self.revision or hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest()

    def content(self) -> dict[str, bytes]:
        """Return file name -> bytes, the README with its front matter among them."""
        head = f"---\n{json.dumps(dict(self.card))}\n---\n" if self.card else ""
        files = {"README.md": head + self.readme, **self.files}
        return {name: files[name].encode() for name in sorted(files)}

    def info(self, *, blobs: bool) -> dict[str, Any]:
        """Return what the API says of the repository."""
        siblings = [
            {"rfilename": name, **({"size": len(data), "blobId": blob_id(data)} if blobs else {})}
            for name, data in self.content().items()
        ]
        info: dict[str, Any] = {
            "id": self.id,
            "sha": self.sha,
            "private": self.private,
            "disabled": self.disabled,
            "gated": self.gated or False,
            "tags": self._tags(),
            "cardData": dict(self.card),
            "siblings": siblings,
            "author": self.id.partition("/")[0],
            "lastModified": "2026-01-01T00:00:00.000Z",
            "createdAt": "2025-01-01T00:00:00.000Z",
            "downloads": 1,
            "likes": 0,
        }
        if self.kind == "model":
            info |= {"modelId": self.id} | ({"pipeline_tag": self.task} if self.task else {})
        return info

    def _tags(self) -> list[str]:
        """Return what the Hub makes of the card: `license:mit`, `base_model:adapter:org/m`."""
        tags = []
        for key, prefix in TAGS.items():
            value = self.card.get(key) or []
            for name in [value] if isinstance(value, str) else value:
                tags.append(f"{prefix}:{name}")
                if key == "base_model" and self.card.get("base_model_relation"):
                    tags.append(f"base_model:{self.card['base_model_relation']}:{name}")
        return tags


def blob_id(data: bytes) -> str:
    """Return git's name of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
