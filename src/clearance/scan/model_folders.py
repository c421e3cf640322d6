"""Models that lie in the tree itself: what their small files say of base, license, data and place."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.scan import files
from clearance.scan.config import front_matter
from clearance.scan.weight_headers import gguf, safetensors

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = 2_000_000
_MOST_FOLDERS = 50_000
_SIGNS = ("config.json", "adapter_config.json", "README.md", "model_index.json")


@dataclass(frozen=True, order=True)
class LocalModel:
    """One folder with a model in it, as its own files describe it."""

    path: str
    """folder, relative to the root; a GGUF file that lies alone is its own path"""
    bases: tuple[str, ...] = ()
    license: str = ""
    datasets: tuple[str, ...] = ()
    place: str = ""
    """the file that says so"""
    how: str = ""
    """finetune, adapter, merge or quantize, where the files tell"""
    weights: tuple[str, ...] = ()
    """names of weights files in the folder"""


@dataclass
class _Facts:
    bases: list[str] = field(default_factory=list)
    license: str = ""
    datasets: list[str] = field(default_factory=list)
    place: str = ""
    how: str = ""
    model: bool = False

    def add(
        self, place: str, *, bases: Any = (), datasets: Any = (), license_: Any = "", how: str = ""
    ) -> None:
        """Take over what one file says; the first file that says a thing is its place."""
        bases_ = _texts(bases)
        data = _texts(datasets)
        license_ = license_ if isinstance(license_, str) else ""
        if (bases_ or data or license_) and not self.place:
            self.place = place
        self.bases += [base for base in bases_ if base not in self.bases]
        self.datasets += [one for one in data if one not in self.datasets]
        self.license = self.license or license_
        self.how = self.how or (how if bases_ else "")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    return (
        [text for part in value for text in _texts(part)] if isinstance(value, list | tuple) else []
    )


def local_models(root: Path) -> tuple[LocalModel, ...]:
    """Return the models that lie under a folder, without loading any weights."""
    found: list[LocalModel] = []
    for at, (folder, folders, names) in enumerate(os.walk(root, followlinks=False)):
        folders[:] = sorted(name for name in folders if files.kind_of(f"{name}/a.py"))
        if at > _MOST_FOLDERS or folder.count(os.sep) - str(root).count(os.sep) > files.DEEPEST:
            folders.clear()
        weights = sorted(
            name
            for name in names
            if name.endswith((".safetensors", ".gguf", ".bin", ".pt", ".pth"))
        )
        if weights or any(sign in names for sign in _SIGNS):
            found += _read(root, Path(folder), set(names), weights)
    return tuple(sorted(found))


def _read(root: Path, folder: Path, names: set[str], weights: list[str]) -> Iterator[LocalModel]:
    facts = _Facts(model="model_index.json" in names)
    here = folder.relative_to(root).as_posix()
    prefix = "" if here == "." else here + "/"
    configs: list[str] = []
    for name in sorted(names & {"adapter_config.json", "config.json"}):
        if _config(folder / name, prefix + name, facts):
            configs.append(prefix + name)
    facts.model |= bool(configs)
    if "README.md" in names:
        _card(folder / "README.md", prefix + "README.md", facts)
    for name in weights[:64]:
        _weights(folder / name, prefix + name, facts)
    if not facts.place and configs and weights:
        facts.place = configs[0]  # a model that tells nothing of where it came from
    if facts.place and (facts.model or weights):
        yield LocalModel(
            here,
            tuple(facts.bases),
            facts.license,
            tuple(facts.datasets),
            facts.place,
            facts.how,
            tuple(weights),
        )


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _SMALL:
            return {}
        raw = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _config(path: Path, place: str, facts: _Facts) -> bool:
    """Take over what a configuration says; return whether it is one of a model at all."""
    raw = _json(path)
    if path.name == "adapter_config.json":
        facts.add(place, bases=raw.get("base_model_name_or_path", ""), how="adapter")
        return "base_model_name_or_path" in raw
    quantized = "quantization_config" in raw
    name = raw.get("_name_or_path", "")
    if isinstance(name, str) and name not in (".", "./"):
        facts.add(place, bases=name, how="quantize" if quantized else "finetune")
    return any(key in raw for key in ("_name_or_path", "model_type", "architectures"))


def _card(path: Path, place: str, facts: _Facts) -> None:
    import yaml

    try:
        text = path.read_text(encoding="utf-8", errors="replace")[:_SMALL]
        for front, _first in front_matter(text):
            raw = yaml.load(front, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 — strings only
            if isinstance(raw, dict):
                license_ = (
                    raw.get("license_name") if raw.get("license") == "other" else raw.get("license")
                )
                relation = raw.get("base_model_relation", "")
                facts.add(
                    place,
                    bases=raw.get("base_model", ""),
                    datasets=raw.get("datasets", ()),
                    license_=license_ or raw.get("license", ""),
                    how={"quantized": "quantize"}.get(
                        relation, relation if isinstance(relation, str) else ""
                    ),
                )
    except (OSError, yaml.YAMLError, RecursionError):
        return


def _weights(path: Path, place: str, facts: _Facts) -> None:
    if path.name.endswith(".gguf"):
        meta = gguf(path)
        names = [f"{owner}/{name}" if owner else name for owner, name in _gguf_bases(meta)]
        data = [
            str(value)
            for key, value in meta.items()
            if key.startswith("general.dataset.") and key.endswith(".repo_url")
        ]
        facts.add(
            place,
            bases=names,
            license_=meta.get("general.license", ""),
            datasets=data or meta.get("general.datasets", ()),
            how="quantize",
        )
    elif path.name.endswith(".safetensors"):
        meta = safetensors(path)
        facts.add(
            place,
            bases=meta.get("base_model")
            or meta.get("ss_sd_model_name")
            or meta.get("modelspec.base_model")
            or "",
            license_=meta.get("license") or meta.get("modelspec.license") or "",
            datasets=[part for part in str(meta.get("datasets", "")).split(",") if part],
        )


def _gguf_bases(meta: dict[str, Any]) -> Iterator[tuple[str, str]]:
    count = meta.get("general.base_model.count", 0)
    for at in range(min(int(count), 16) if isinstance(count, int) else 0):
        url = meta.get(f"general.base_model.{at}.repo_url", "")
        owner = meta.get(f"general.base_model.{at}.organization", "")
        name = meta.get(f"general.base_model.{at}.name", "")
        if isinstance(url, str) and "/" in url:
            head, _, last = url.rstrip("/").rpartition("/")
            yield head.rpartition("/")[2], last
        elif isinstance(name, str) and name:
            yield str(owner).replace(" ", "-"), name.replace(" ", "-")
    source = meta.get("general.source.repo_url") or meta.get(
        "general.source.huggingface.repository"
    )
    if not count and isinstance(source, str) and source:
        parts = source.rstrip("/").split("/")
        yield (parts[-2] if len(parts) > 1 else ""), parts[-1]
