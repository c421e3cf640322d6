"""A manifest drafted from what the sources use, for a person to finish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clearance.catalogue.lookup import find
from clearance.library.load import Library
from clearance.model import Reference
from clearance.project.from_sources import source
from clearance.scan import LocalModel
from clearance.text import clean

SCHEMA = (
    "# yaml-language-server: $schema=clearance.schema.json",
    "# (for editors: clearance schema manifest > clearance.schema.json)",
)
PURPOSE_AND_ACTOR = (
    "  # purpose: research   # TODO research | personal | internal | commercial",
    "  # fields: []          # TODO fields of use such as medical or military; [] for none",
    "# actor:                # asked for by some licenses",
    "#   kind: university    # individual | university | nonprofit | company | government",
    "#   country: US",
)
RELEASES = (
    "# releases:             # TODO what leaves the house, and under which license",
    "#   - {artifact: repository}",
    "#   - {artifact: our-model, as: my-lab/our-model, license: apache-2.0}",
)
PLAIN = re.compile(r"^[A-Za-z][\w.-]*(/[\w.-]+)?$")
"""What YAML takes for a string without quotes, unless it is one of WORDS."""
WORDS = {"true", "false", "yes", "no", "on", "off", "null"}
NO_NAME = re.compile(r"[^\w.-]+")
"""Characters that a name which is made up does not have."""
MOST_BASES = 6
"""Finetuned bases for which a model of ours is written."""
MOST_LOCAL = 20
"""Models in the repository that are written."""
DOCUMENTS = (".md", ".mdx", ".rst", ".txt")
NEAR = 25
"""Lines of a document within which a base and its data belong to one run."""
TRAINS = ("train", "finetune")

Group = list[Reference]
"""The references of one id, in the order of their places."""


@dataclass
class Draft:
    """A manifest in the making: what it is written from, and the names that are given so far."""

    name: str
    license: str
    """of the repository's own code; empty where it is not sure"""
    groups: Sequence[Group]
    """what the sources use"""
    local: Sequence[LocalModel]
    """models that lie in the repository"""
    known: Library
    names: set[str] = field(default_factory=set)

    @property
    def models(self) -> list[Group]:
        """Return the models and API models that are used."""
        return [group for group in self.groups if group[0].kind != "dataset"]

    @property
    def datasets(self) -> list[Group]:
        """Return the data sets that are used."""
        return [group for group in self.groups if group[0].kind == "dataset"]

    @property
    def bases(self) -> list[Group]:
        """Return the models that are finetuned."""
        return [group for group in self.models if _is_base(group)]

    @property
    def trained(self) -> list[Group]:
        """Return the data sets that something is trained on."""
        return [group for group in self.datasets if _is_trained_on(group)]


def _is_base(group: Group) -> bool:
    return group[0].kind == "model" and any(reference.use == "finetune" for reference in group)


def _is_trained_on(group: Group) -> bool:
    return any(reference.use in TRAINS for reference in group)


def written(draft: Draft) -> str:
    """Return the text of the manifest."""
    bases = draft.bases[:MOST_BASES]
    trained = draft.trained if bases else []
    datasets = [line for group in draft.datasets for line in _thing(draft, group, trained)]
    models = [line for group in draft.models for line in _thing(draft, group, bases)]
    models += [*_ours(draft, bases), *_local(draft)]
    sections = [*_section("models", models), "", *_section("datasets", datasets), "", *RELEASES]
    return "\n".join([*SCHEMA, *_project(draft), "", *sections]) + "\n"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}:", *lines] if lines else [f"# {title}: none found"]


def _project(draft: Draft) -> Iterator[str]:
    yield "project:"
    yield f"  name: {_scalar(draft.name)}"
    if draft.license:
        why = "from the LICENSE file; this repository's own code"
        yield f"  license: {_scalar(draft.license)}   # {why}"
    else:
        yield "  # license: Apache-2.0   # TODO this repository's own license"
    yield from PURPOSE_AND_ACTOR


def _scalar(text: str) -> str:
    """Return text as a YAML scalar, quoted where YAML or our own form could read it as something
    else.
    """
    text = clean(text)
    if PLAIN.match(text) and text.casefold() not in WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _thing(draft: Draft, group: Group, linked: Sequence[Group]) -> list[str]:
    """Return the lines of one thing; a link says what the `linked` ones are used for."""
    first = group[0]
    name = first.id if first.id not in draft.names else f"{first.id}-{first.kind}"
    draft.names.add(name)
    keys = [*_source(name, first), *([] if group in linked else _used_for(group))]
    entry = f"  {_scalar(name)}: {{{', '.join(keys)}}}"
    return [_places(group), entry + _license(first, draft.known)]


def _places(group: Group) -> str:
    places = sorted({f"{reference.path}:{reference.line}" for reference in group})
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return clean(f"  # {places[0]}{more}: {group[0].how}")


def _source(name: str, first: Reference) -> list[str]:
    """Return the key of the source, unless the name says it already."""
    where = source(first)
    return [] if where == f"hf:{name}" and "/" in name else [f"source: {_scalar(where)}"]


def _used_for(group: Group) -> list[str]:
    evaluates = all(reference.use == "evaluate" for reference in group)
    return [f"used_for: [{'evaluate' if evaluates else 'run'}]"]


def _license(first: Reference, known: Library) -> str:
    """Return a remark on the license that the catalogue knows."""
    entry = find(first.id)
    if entry is None or not entry.license:
        return "   # TODO license: not in the catalogue; look it up"
    titles = dict.fromkeys(_title(name, known) for _, name in entry.license)
    bases = entry.linked("base")
    made = f"; made from {', '.join(bases[:2])}" if bases else ""
    return clean(f"   # {', '.join(titles)} (catalogue){made}")


def _title(name: str, known: Library) -> str:
    key = known.find(name)
    return known.license(key).form.title if key else name


def _ours(draft: Draft, bases: Sequence[Group]) -> Iterator[str]:
    """Yield one model of ours for each finetuned base, with the data that the same scripts train
    on; all of it where no script names both.
    """
    beside = [_data_beside(base, draft.trained) for base in bases]
    if not any(beside):
        beside = [draft.trained] * len(bases)
    for base, data in zip(bases, beside, strict=True):
        yield _our_model(draft, base[0].id, [group[0].id for group in data])


def _our_model(draft: Draft, base: str, data: Sequence[str]) -> str:
    name = _free("our-" + NO_NAME.sub("-", base.rpartition("/")[2]), draft)
    keys = f"ours: true, base: {_scalar(base)}"
    todo = "trained_on: what it was trained on"
    if data:
        keys += f", trained_on: [{', '.join(map(_scalar, data))}]"
        todo = "keep the data it was really trained on"
    return f"  {_scalar(name)}: {{{keys}}}   # TODO rename; {todo}"


def _data_beside(base: Group, trained: Sequence[Group]) -> list[Group]:
    """Return the data that stand where the base is finetuned.

    A script is one place. A document tells of many runs: there only what is near belongs together,
    and only for a base that no script names.
    """
    finetuned = [reference for reference in base if reference.use == "finetune"]
    scripts = [reference for reference in finetuned if not _is_in_document(reference)]
    return [group for group in trained if _stands_beside(group, scripts or finetuned)]


def _stands_beside(data: Group, finetuned: Sequence[Reference]) -> bool:
    training = [reference for reference in data if reference.use in TRAINS]
    return any(_is_one_run(base, reference) for base in finetuned for reference in training)


def _is_one_run(base: Reference, data: Reference) -> bool:
    is_near = not _is_in_document(base) or abs(base.line - data.line) <= NEAR
    return base.path == data.path and is_near


def _is_in_document(reference: Reference) -> bool:
    return reference.path.endswith(DOCUMENTS)


def _local(draft: Draft) -> Iterator[str]:
    """Yield the models that lie in the repository; their own files say base, data and license in a
    check.
    """
    for model in draft.local[:MOST_LOCAL]:
        yield from _local_model(draft, model)
    if len(draft.local) > MOST_LOCAL:
        yield f"  # and {len(draft.local) - MOST_LOCAL} more models in this repository"


def _local_model(draft: Draft, model: LocalModel) -> Iterator[str]:
    name = _free(NO_NAME.sub("-", model.path.rpartition("/")[2]) or "local-model", draft)
    bases = [f"{model.how or 'made'} from {base}" for base in model.bases[:2]]
    said = ", ".join([*bases, *([model.license] if model.license else [])])
    yield clean(f"  # {model.place}: a model in this repository{f': {said}' if said else ''}")
    todo = "ours: true where you made it"
    if not model.license:
        todo += ", license: where it came from or what it is released under"
    path = _scalar(f"path:{model.path}")
    yield f"  {_scalar(name)}: {{source: {path}, used_for: [run]}}   # TODO {todo}"


def _free(name: str, draft: Draft) -> str:
    """Return a name that no thing of the draft has yet, and give it."""
    while name in draft.names:
        name += "-2"
    draft.names.add(name)
    return name
