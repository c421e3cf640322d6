"""References in YAML, JSON and TOML: values by their key path, mapping keys and list items
included.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from clearance.scan import keys
from clearance.scan.shell import reader as shell
from clearance.scan.shell.words import Word
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.collector import Sink

DEEPEST = 40
_LONGEST_LIST = 500
_SCRIPT_KEYS = frozenset(
    [
        "run",
        "command",
        "commands",
        "script",
        "scripts",
        "entrypoint",
        "cmd",
        "before_script",
        "after_script",
        "entry",
        "post_create_command",
        "on_create_command",
        "post_start_command",
        "update_content_command",
        "setup",
    ]
)
_LINE = re.compile(
    r"^\s*(?:-\s+)?[\"']?([A-Za-z_][\w.-]{0,60})[\"']?\s*:\s+[\"']?([^\s\"'#][^\s\"'#]*)[\"']?\s*,?\s*(?:#.*)?$"
)
_NO_CONFIG = re.compile(
    r"(^|/)(pyproject|pipfile|cargo|package|package-lock|tokenizer|tokenizer_config|vocab|special_tokens_map|composer|tsconfig[\w.]*|\.?prettierrc|\.?eslintrc|renovate|pnpm-lock|codecov|mkdocs|\.?readthedocs|citation|\w*\.index)\.\w+$",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"(^|/)(results?|outputs?|logs?|generations?|predictions?|answers?|cassettes?|transcripts?|responses?|leaderboards?)/",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?:^|/)(?:conf|confs|config|configs|cfg|cfgs)/(?:[^/]+/)*([^/]+)/[^/]+$")
Path = tuple[str, ...]


class Walk:
    """Reads the tree of one configuration into a sink."""

    def __init__(self, sink: Sink, *, lines: bool) -> None:
        self.sink = sink
        self.lines = lines
        self.at = 0
        self.ends: list[int] = (
            [] if lines else [match.start() for match in re.finditer("\n", sink.text)]
        )

    def line(self, text: str, line: int) -> int:
        """Return the line of a value: known (YAML), or that of the next place where its text
        stands.
        """
        if self.lines:
            return line
        found = self.sink.text.find(json.dumps(text, ensure_ascii=False)[1:-1], self.at)
        if found < 0:
            found = max(self.sink.text.find(text), 0)
        else:
            self.at = found
        return bisect_left(self.ends, found) + 1

    def value(self, path: Path, text: str, line: int) -> None:
        """Read one scalar."""
        self.sink.tick()
        name = keys.fold(path[-1]) if path else ""
        name = keys.fold(path[-2]) if name == "" and len(path) > 1 else name
        if name in _SCRIPT_KEYS and " " in text:
            shell.find(text, self.sink, first_line=self.line(text.split("\n", 1)[0], line))
            return
        slot = keys.slot_of(path)
        if slot is not None:
            how = f"key {'.'.join(part for part in path[-3:] if part != '-')}"
            self._add(text, line, slot, how)
        elif path and path[-1] == "-" and "=" in text:
            self.pair(text, line)
        elif text.startswith("http"):
            self.sink.add_url(
                text,
                self.line(text, line),
                Slot("", f"key {path[-1] if path else ''}", confidence="medium"),
            )

    def _add(self, text: str, line: int, slot: Any, how: str) -> None:
        parts = re.split(r"[,\s]+", text) if "," in text and len(text) < _LONGEST_LIST else [text]
        for part in parts:
            self.sink.add(part, self.line(part, line), slot.but(how=how))

    def pair(self, text: str, line: int) -> None:
        """Read `NAME=value` in a list: environment of a service."""
        name, _, value = text.partition("=")
        slot = keys.slot_of((name,)) if re.fullmatch(r"[\w-]+", name.lstrip("-")) else None
        if slot:
            self.sink.add(value, self.line(text, line), slot.but(how=f"key {name}"))

    def key(self, path: Path, name: str, line: int) -> None:
        """Read the key of a mapping that lists names."""
        slot = keys.names_as_keys(path)
        if slot and "/" in name:
            self.sink.add(name, self.line(name, line), slot.but(how=f"mapping key of {path[-1]}"))

    def arguments(self, items: list[tuple[str, int]]) -> None:
        """Read a list that is a command line: ["--model", "owner/name"]."""
        words = [Word(text, self.line(text, line)) for text, line in items]
        shell.read_command(words, shell.Shell(self.sink))


def find(text: str, sink: Sink) -> None:
    """Add the references of a configuration; raises ValueError where it does not parse."""
    if _NO_CONFIG.search(sink.path):
        return
    if sink.path.endswith(".toml"):
        _plain(tomllib.loads(text), (), Walk(sink, lines=False), 0)
    elif sink.path.endswith(".json"):
        raw = _json(text)
        if not (isinstance(raw, list) and len(raw) > 40) and not _RESULTS.search(sink.path):
            _plain(raw, _above(sink.path, raw), Walk(sink, lines=False), 0)
    else:
        yaml_text(text, sink)


def tells(path: str) -> bool:
    """Tell whether the path of a configuration says what is in it, so that no word in the file need
    do it.
    """
    group = _GROUP.search(path)
    return bool(_told_by_name(path)) or (
        group is not None and keys.slot_of((group.group(1), "path")) is not None
    )


def _told_by_name(path: str) -> str:
    """Return what the name of a file says of a table in it (`model2path.json`), or an empty string."""
    stem = re.sub(r"(?<=[a-z])2(?=[a-z])", "_2_", path.rpartition("/")[2].rpartition(".")[0])
    return stem if keys.lists(stem) else ""


def _above(path: str, raw: Any = None) -> Path:
    """Return the keys above a whole file: its own name for a flat table, and its folder in a tree
    of configurations.
    """
    flat = (
        isinstance(raw, dict)
        and len(raw) > 1
        and all(isinstance(value, str) for value in raw.values())
    )
    if flat and _told_by_name(path):
        return (_told_by_name(path),)
    group = _GROUP.search(path)  # as Hydra reads it: conf/model/owl.yaml is the choice `model: owl`
    return (group.group(1),) if group else ()


def _json(text: str) -> Any:
    """Read JSON; comments and commas at the end, which editors allow, are taken out where it does
    not parse.
    """
    try:
        return json.loads(text)
    except ValueError:
        bare = re.sub(r"(?m)(?:^|(?<=[,{\[]))\s*//[^\n]*$", "", text)
        return json.loads(re.sub(r",(\s*[}\]])", r"\1", bare))


def yaml_text(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add the references of YAML; falls back to single lines where it does not parse."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    walk = Walk(sink, lines=True)
    try:
        for document in yaml.compose_all(text, Loader=loader):
            _node(document, _above(sink.path), walk, first_line, set())
    except (yaml.YAMLError, RecursionError):
        lines(text, sink, first_line=first_line)


def lines(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Read `key: value` lines of YAML that does not parse: templates, custom syntax."""
    for number, line in enumerate(text.splitlines(), first_line):
        match = _LINE.match(line[:2000])
        slot = keys.slot_of((match.group(1),)) if match else None
        if match and slot:
            sink.add(
                match.group(2), number, slot.but(how=f"key {match.group(1)}", confidence="low")
            )


def _node(node: Any, path: Path, walk: Walk, first: int, seen: set[int]) -> None:
    if node is None or len(path) > DEEPEST or id(node) in seen:
        return
    line = node.start_mark.line + first
    if node.id == "scalar":
        walk.value(path, node.value, line + (1 if node.style in ("|", ">") else 0))
        return
    seen.add(id(node))
    if node.id == "sequence":
        scalars = [
            (part.value, part.start_mark.line + first) for part in node.value if part.id == "scalar"
        ]
        if any(text.startswith("--") for text, _ in scalars):
            walk.arguments(scalars)
            return
        for part in node.value:
            _node(part, (*path, "-"), walk, first, seen)
    elif node.id == "mapping":
        paired = any(key.id == "scalar" and key.value == "dataset_path" for key, _ in node.value)
        for key, value in node.value:
            if key.id == "scalar" and not (paired and key.value == "dataset_name"):
                walk.key(path, key.value, key.start_mark.line + first)
                _node(value, (*path, key.value), walk, first, seen)


def _plain(value: Any, path: Path, walk: Walk, depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(value, str):
        walk.value(path, value, 1)
    elif isinstance(value, dict):
        for key, inner in value.items():
            walk.key(path, str(key), 1)
            _plain(inner, (*path, str(key)), walk, depth + 1)
    elif isinstance(value, list):
        texts = [part for part in value if isinstance(part, str)]
        if any(text.startswith("--") for text in texts):
            walk.arguments([(text, 1) for text in texts])
            return
        for part in value[:5000]:
            _plain(part, (*path, "-"), walk, depth + 1)


def front_matter(text: str) -> Iterator[tuple[str, int]]:
    """Yield the YAML between `---` lines at the head of a document, and its first line."""
    match = re.match(r"\A\ufeff?---\s*\n(.*?)\n---\s*(\n|\Z)", text, re.DOTALL)
    if match:
        yield match.group(1), 2
