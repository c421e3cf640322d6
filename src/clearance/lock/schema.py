"""The form of clearance.lock as pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION: Literal["1"] = "1"
Text = Annotated[str, Field(max_length=2000)]
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class Form(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Base(Form):
    """What a model was made from."""

    id: Text
    how: Literal["", "finetune", "adapter", "merge", "quantize"] = ""


class Entry(Form):
    """What the Hub said of one thing; empty values are left out of the file."""

    kind: Literal["model", "dataset"]
    source: Text
    """hf:ORG/NAME, with the revision that the manifest asks for"""
    id: Text
    """the id under which the Hub answered"""
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")] = ""
    license: Text = ""
    """the tag; several are joined with AND"""
    license_name: Text = ""
    license_link: Text = ""
    text_sha256: Sha256 = ""
    policy_sha256: Sha256 = ""
    texts: dict[Text, Sha256] = {}
    """every license, notice and policy file"""
    unread: dict[Text, Text] = {}
    """files that could not be read, and why"""
    base: list[Base] = []
    datasets: list[Text] = []
    task: Text = ""
    gated: Literal["", "auto", "manual"] = ""
    files: int = 0
    files_sha256: Sha256 = ""
    """of the sorted file names"""
    statements: list[Text] = []
    """what the card says of the license"""
    cached: bool = False
    """from the local cache, without network"""
    upstream: bool = False
    """not declared: found above something that is, or in the sources only"""
    locked: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class Lock(Form):
    """clearance.lock."""

    version: Literal["1"] = VERSION
    things: dict[Text, Entry] = {}
    failed: dict[Text, Text] = {}
    """things that could not be looked up, and why"""
