"""One scan: list, filter, read each file by its kind, collect."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.model import Reference, Skipped
from clearance.scan import config, docs, files, loose, notebook, python, shell
from clearance.scan.found import Sink, TooLong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_IGNORE = re.compile(
    r"(?:#|//|<!--)[ \t]*clearance:[ \t]*ignore\[([A-Za-z0-9_, \t-]+)\][ \t]*([^\n]*?)[ \t\r]*(?:-->)?[ \t\r]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, order=True)
class Ignore:
    """One `# clearance: ignore[REF001] reason` comment; it stands on the line it speaks of, or alone above it."""

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    target: int
    """the line it speaks of"""


@dataclass(frozen=True)
class ScanResult:
    """All that one scan found."""

    references: tuple[Reference, ...]
    skipped: tuple[Skipped, ...]
    read: int
    """number of files that were read"""
    ignores: tuple[Ignore, ...] = ()


def scan(root: Path, files_: Sequence[Path] | None = None) -> ScanResult:
    """Return the references of a work tree, or of the files named; nothing of it is imported or run."""
    collecting = gc.isenabled()
    gc.disable()  # thousands of short-lived syntax trees without cycles
    try:
        return _scan(Path(root), files_)
    finally:
        if collecting:
            gc.enable()


def _scan(root: Path, named: Sequence[Path] | None) -> ScanResult:
    skipped: list[Skipped] = []
    sources = files.listed(root, named, skipped)
    known = _known(sources)
    found: list[Reference] = []
    ignores: list[Ignore] = []
    read = 0
    for source in sources:
        raw = files.load(root, source)
        if raw is None or isinstance(raw, Skipped):
            skipped += [raw] if raw and source.kind != "script" else []
            continue
        read += 1
        if b"clearance:" in raw:
            ignores += _ignores(source.path, files.text_of(raw))
        if not may_matter(raw, source.kind):
            continue
        sink = Sink(source.path, files.text_of(raw))
        why = _read(source.kind, sink)
        if why:
            skipped.append(Skipped(source.path, why))
        found += [one for one in sink.found.values() if not _is_path(one.written, source.path, known)]
    found = _one_kind(found)
    return ScanResult(tuple(sorted(found)), tuple(sorted(skipped)), read, tuple(sorted(ignores)))


def _one_kind(found: list[Reference]) -> list[Reference]:
    """Settle ids that are read as model and as data set: a call that knows beats a name that hints."""
    certain: dict[str, set[str]] = {}
    for one in found:
        if one.confidence == "high" and one.kind in ("model", "dataset"):
            certain.setdefault(one.id, set()).add(one.kind)
    settled: dict[tuple[str, int, str, str, str], Reference] = {}
    for one in found:
        kinds = certain.get(one.id, set())
        unsure = one.confidence != "high" and one.kind in ("model", "dataset") and len(kinds) == 1
        kept = replace(one, kind=next(iter(kinds))) if unsure else one
        settled.setdefault((kept.path, kept.line, kept.kind, kept.id, kept.role), kept)
    return list(settled.values())


def _known(sources: list[files.Source]) -> frozenset[str]:
    """Return all folders and files without ending that the tree holds: what is there is no Hub id."""
    found: set[str] = set()
    for source in sources:
        parts = source.path.split("/")
        found.update("/".join(parts[:at]) for at in range(2, len(parts) + 1))
        found.add(source.path.rsplit(".", 1)[0])
    return frozenset(found)


def _is_path(written: str, path: str, known: frozenset[str]) -> bool:
    if "/" not in written or "://" in written:
        return False
    here = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
    return written in known or here + written in known


# One of these stands in every file that holds a call the tables know.
_CALLS = (
    b"from_pretrained load_dataset hub.load torchvision torchaudio timm nltk wilds ir_datasets tensorflow_datasets keras"
    b" ollama replicate hisper llama spacy clip gensim ultralytics entenceTransformer CrossEncoder uggingface hf.co hf_hub"
    b" torch_geometric torchtext ogb sklearn.datasets fetch_openml kaggle gdown tfhub.dev drive.google.com model_zoo TTS fasttext RN50"
    b" beir load_state_dict_from_url download_url"
).split()
# One of these stands in the name of every telling place.
_PLACES = (
    b"odel ODEL ata DATA http llm LLM lm LM okenizer ngine epo ackend eckpoint orpus retrained _tower ncoder ORPUS"
    b" BACK ENGINE CKPT ckpt ench eacher udge hub_id hf_ HF_ eploy mbed rank retriev vae unet ora init_from"
    b" ownload wget curl ommand run: "
).split()
# One of these stands in every name without an owner.
_BARE = (
    b"gpt claude gemini davinci curie babbage bison embedding mistral command deepseek grok sonar qwen glm- moonshot"
    b" jamba j2- voyage o1 o3 o4 dall-e whisper tts- bert t5- electra albert xlnet camembert flaubert deberta"
    b" longformer ctrl xlm all- mpnet LaBSE specter squad glue imdb wiki c4 mnist cifar cnn_ gsm8k titan nova palm ernie"
    b" rerank codestral pixtral"
    b" dataset_path name_or_path ollama base_model pretrained"
).split()
_OWNED = re.compile(rb"""["'`][\w.:-]{1,60}/[\w./-]|https?://""")


def may_matter(raw: bytes, kind: str = "") -> bool:
    """Tell by literals alone whether a file can hold a reference; no parsing, no false no."""
    if kind in ("shell", "docs", "script", "notebook"):
        return b"/" in raw or any(name in raw for name in _BARE) or any(literal in raw for literal in _CALLS)
    if kind != "config" and any(literal in raw for literal in _CALLS):
        return True
    if not any(place in raw for place in _PLACES):
        return False
    if any(name in raw for name in _BARE):
        return True
    return b"/" in raw if kind == "config" else _OWNED.search(raw) is not None or b" --" in raw[:4000]


def _ignores(path: str, text: str) -> list[Ignore]:
    found = []
    for match in _IGNORE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        start = text.rfind("\n", 0, match.start()) + 1
        alone = not text[start : match.start()].strip()
        rules = tuple(sorted(rule.strip() for rule in match.group(1).split(",") if rule.strip()))
        found.append(Ignore(path, line, rules, match.group(2), line + 1 if alone else line))
    return found


def _python(text: str, sink: Sink) -> None:
    python.find(text, sink)
    if " --" in text[:6000]:
        docs.docstring(text, sink)


def _script(text: str, sink: Sink) -> None:
    head = text[:80].split("\n", 1)[0]
    if head.startswith("#!"):
        (_python if "python" in head else shell.find)(text, sink)


_READERS: dict[str, Callable[[str, Sink], None]] = {
    "python": _python,
    "notebook": notebook.find,
    "config": config.find,
    "shell": shell.find,
    "docs": docs.find,
    "loose": loose.find,
    "script": _script,
}


def _read(kind: str, sink: Sink) -> str:
    """Read one file; return why it was not read as its kind, or an empty string."""
    try:
        _READERS[kind](sink.text, sink)
    except TooLong:
        return "took too long; what was found until then counts"
    except (RecursionError, MemoryError):
        return "nested too deeply"
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError) as error:
        return _again(kind, sink, error)
    return ""


def _again(kind: str, sink: Sink, error: Exception) -> str:
    """Read a file that does not parse line by line."""
    why = (
        f"does not parse as {kind}, read line by line"
        if isinstance(error, SyntaxError | ValueError)
        else f"internal: {type(error).__name__}"
    )
    try:
        (config.lines if kind == "config" else loose.find)(sink.text, sink)
    except TooLong:
        return "took too long; what was found until then counts"
    return why
