"""Models in the tree itself: what their small files say of base, license, data and place."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.scan import files
from clearance.scan.config import front_matter
from clearance.scan.weight_headers import gguf, safetensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SMALL = 2_000_000
_MOST_FOLDERS = 50_000
_MOST_WEIGHTS = 64
_MOST_BASES = 16
_ADAPTER, _CONFIG, _CARD, _PIPELINE = (
    "adapter_config.json",
    "config.json",
    "README.md",
    "model_index.json",
)
_SIGNS = frozenset({_ADAPTER, _CONFIG, _CARD, _PIPELINE})
_MODEL_KEYS = {
    _ADAPTER: ("base_model_name_or_path",),
    _CONFIG: ("_name_or_path", "model_type", "architectures"),
}
"""keys of which the configuration of a model has one"""
_WEIGHTS = (".safetensors", ".gguf", ".bin", ".pt", ".pth")


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


@dataclass(frozen=True)
class _Folder:
    """A folder that may hold a model."""

    path: Path
    name: str
    """relative to the root; a dot for the root itself"""
    files: frozenset[str]
    weights: tuple[str, ...]

    def place(self, file: str) -> str:
        """Return a file relative to the root."""
        return file if self.name == "." else f"{self.name}/{file}"


@dataclass(frozen=True)
class _Statement:
    """What one file says of the model in its folder."""

    place: str
    bases: tuple[str, ...] = ()
    license: str = ""
    datasets: tuple[str, ...] = ()
    how: str = ""
    """how the model was made of its bases"""

    @property
    def is_empty(self) -> bool:
        """Tell whether the file says nothing at all."""
        return not (self.bases or self.datasets or self.license)


def local_models(root: Path) -> tuple[LocalModel, ...]:
    """Return the models that lie under a folder, without loading any weights."""
    models = (_model(folder) for folder in _folders(root))
    return tuple(sorted(model for model in models if model))


def _folders(root: Path) -> Iterator[_Folder]:
    """Yield the folders with files that models have."""
    deepest = str(root).count(os.sep) + files.DEEPEST
    for at, (path, folders, names) in enumerate(os.walk(root, followlinks=False)):
        folders[:] = sorted(name for name in folders if files.kind_of(f"{name}/a.py"))
        if at > _MOST_FOLDERS or path.count(os.sep) > deepest:
            folders.clear()
        weights = _weights(names)
        if weights or not _SIGNS.isdisjoint(names):
            here = Path(path).relative_to(root).as_posix()
            yield _Folder(Path(path), here, frozenset(names), weights)


def _weights(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name.endswith(_WEIGHTS)))


def _model(folder: _Folder) -> LocalModel | None:
    """Return the model in a folder by what its files say, or None where there is none."""
    configs = _configs(folder)
    statements = [*_by_configs(folder, configs), *_by_card(folder), *_by_weights(folder)]
    config = _first(file for file, content in configs.items() if _is_of_model(file, content))
    place = _place(statements)
    if config and folder.weights:
        place = place or folder.place(config)  # a model that tells nothing of where it came from
    is_model = bool(config or folder.weights or _PIPELINE in folder.files)
    return _joined(folder, place, statements) if place and is_model else None


def _place(statements: list[_Statement]) -> str:
    """Return the first file that says anything."""
    return _first(statement.place for statement in statements if not statement.is_empty)


def _joined(folder: _Folder, place: str, statements: list[_Statement]) -> LocalModel:
    """Return what all files of a folder say; of two licenses or ways, the first counts."""
    return LocalModel(
        path=folder.name,
        bases=_union(statement.bases for statement in statements),
        license=_first(statement.license for statement in statements),
        datasets=_union(statement.datasets for statement in statements),
        place=place,
        how=_first(statement.how for statement in statements if statement.bases),
        weights=folder.weights,
    )


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names of all groups in order, without those that an earlier group has."""
    union: list[str] = []
    for group in groups:
        union += [name for name in group if name not in union]
    return tuple(union)


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts in a value that may be a text, a list of texts, or something else."""
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list | tuple):
        return tuple(text for part in value for text in _texts(part))
    return ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _either(metadata: dict[str, Any], *keys: str) -> Any:
    """Return the first value that is not empty, else an empty string."""
    return next((metadata[key] for key in keys if metadata.get(key)), "")


def _json(path: Path) -> dict[str, Any]:
    """Return the object in a small JSON file, empty where there is none."""
    try:
        if path.stat().st_size > _SMALL:
            return {}
        raw = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _configs(folder: _Folder) -> dict[str, dict[str, Any]]:
    """Return the content of the configurations in a folder, by their names."""
    return {file: _json(folder.path / file) for file in (_ADAPTER, _CONFIG) if file in folder.files}


def _is_of_model(file: str, content: dict[str, Any]) -> bool:
    """Tell whether a configuration is one of a model at all."""
    return any(key in content for key in _MODEL_KEYS[file])


def _by_configs(folder: _Folder, configs: dict[str, dict[str, Any]]) -> Iterator[_Statement]:
    if _ADAPTER in configs:
        bases = _texts(configs[_ADAPTER].get("base_model_name_or_path", ""))
        yield _Statement(folder.place(_ADAPTER), bases=bases, how="adapter")
    if _CONFIG in configs:
        yield _by_config(folder.place(_CONFIG), configs[_CONFIG])


def _by_config(place: str, content: dict[str, Any]) -> _Statement:
    name = _text(content.get("_name_or_path", ""))
    how = "quantize" if "quantization_config" in content else "finetune"
    return _Statement(place, bases=() if name in (".", "./") else _texts(name), how=how)


def _by_card(folder: _Folder) -> Iterator[_Statement]:
    """Read the head of the model card."""
    import yaml

    if _CARD not in folder.files:
        return
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        text = (folder.path / _CARD).read_text(encoding="utf-8", errors="replace")[:_SMALL]
        for front, _line in front_matter(text):
            head = yaml.load(front, Loader=loader)  # noqa: S506 — strings only
            if isinstance(head, dict):
                yield _by_head(folder.place(_CARD), head)
    except (OSError, yaml.YAMLError, RecursionError):
        return


def _by_head(place: str, head: dict[str, Any]) -> _Statement:
    license_ = head.get("license", "")
    if license_ == "other":
        license_ = head.get("license_name") or license_
    relation = head.get("base_model_relation", "")
    return _Statement(
        place,
        bases=_texts(head.get("base_model", "")),
        license=_text(license_),
        datasets=_texts(head.get("datasets", ())),
        how="quantize" if relation == "quantized" else _text(relation),
    )


def _by_weights(folder: _Folder) -> Iterator[_Statement]:
    """Read what stands in front of the weights themselves."""
    for file in folder.weights[:_MOST_WEIGHTS]:
        if file.endswith(".gguf"):
            yield _by_gguf(folder.place(file), gguf(folder.path / file))
        elif file.endswith(".safetensors"):
            yield _by_safetensors(folder.place(file), safetensors(folder.path / file))


def _by_safetensors(place: str, metadata: dict[str, Any]) -> _Statement:
    base = _either(metadata, "base_model", "ss_sd_model_name", "modelspec.base_model")
    return _Statement(
        place,
        bases=_texts(base),
        license=_text(_either(metadata, "license", "modelspec.license")),
        datasets=_texts(str(metadata.get("datasets", "")).split(",")),
    )


def _by_gguf(place: str, metadata: dict[str, Any]) -> _Statement:
    datasets = [
        str(value)
        for key, value in metadata.items()
        if key.startswith("general.dataset.") and key.endswith(".repo_url")
    ]
    return _Statement(
        place,
        bases=_texts(list(_gguf_bases(metadata))),
        license=_text(metadata.get("general.license", "")),
        datasets=_texts(datasets or metadata.get("general.datasets", ())),
        how="quantize",
    )


def _gguf_bases(metadata: dict[str, Any]) -> Iterator[str]:
    """Yield the models that a file was made of, else the one that it is a conversion of."""
    count = metadata.get("general.base_model.count", 0)
    for at in range(min(int(count), _MOST_BASES) if isinstance(count, int) else 0):
        yield _gguf_base(metadata, f"general.base_model.{at}")
    if not count:
        places = ("general.source.repo_url", "general.source.huggingface.repository")
        yield _repository(_text(_either(metadata, *places)))


def _gguf_base(metadata: dict[str, Any], prefix: str) -> str:
    """Return one base as owner/name, by its address or by its parts, empty where it has neither."""
    url = _text(metadata.get(f"{prefix}.repo_url", ""))
    if "/" in url:
        return _repository(url)
    owner = str(metadata.get(f"{prefix}.organization", ""))
    name = _text(metadata.get(f"{prefix}.name", ""))
    return _owned(owner.replace(" ", "-"), name.replace(" ", "-")) if name else ""


def _repository(url: str) -> str:
    """Return the owner/name at the end of an address, or the whole where it has no slash."""
    head, _, name = url.rstrip("/").rpartition("/")
    return _owned(head.rpartition("/")[2], name)


def _owned(owner: str, name: str) -> str:
    return f"{owner}/{name}" if owner else name
