"""References in YAML, JSON and TOML: values by their key path, mapping keys and list items
included.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clearance.scan import keys
from clearance.scan.shell import reader as shell_reader
from clearance.scan.shell.words import Word
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.collector import Sink

DEEPEST = 40
_LONGEST_LIST = 500
_LONGEST_LINE = 2000
_MOST_ITEMS = 5000
_MOST_RECORDS = 40
"""a JSON file with a longer list is data, no configuration"""
_SCRIPT_KEYS = frozenset(
    """
    run command commands script scripts entrypoint cmd before_script after_script entry
    post_create_command on_create_command post_start_command update_content_command setup
    """.split()
)
_LINE = re.compile(
    r"^\s*(?:-\s+)?[\"']?([A-Za-z_][\w.-]{0,60})[\"']?"  # a key
    r"\s*:\s+[\"']?([^\s\"'#][^\s\"'#]*)[\"']?\s*,?\s*(?:#.*)?$"
)
_OTHER_FILES = r"""
    pyproject pipfile cargo package package-lock tokenizer tokenizer_config vocab
    special_tokens_map composer tsconfig[\w.]* \.?prettierrc \.?eslintrc renovate pnpm-lock codecov
    mkdocs \.?readthedocs citation \w*\.index
""".split()
_BLOCKS = ("|", ">")
"""styles of texts that begin in the line below their mark"""
_NO_CONFIG = re.compile(rf"(^|/)({'|'.join(_OTHER_FILES)})\.\w+$", re.IGNORECASE)
_RESULT_FOLDERS = """
    results? outputs? logs? generations? predictions? answers? cassettes? transcripts? responses?
    leaderboards?
""".split()
_RESULTS = re.compile(rf"(^|/)({'|'.join(_RESULT_FOLDERS)})/", re.IGNORECASE)
_GROUP = re.compile(r"(?:^|/)(?:conf|confs|config|configs|cfg|cfgs)/(?:[^/]+/)*([^/]+)/[^/]+$")
_FRONT_MATTER = re.compile(r"\A\ufeff?---\s*\n(.*?)\n---\s*(\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"(?m)(?:^|(?<=[,{\[]))\s*//[^\n]*$")
_LAST_COMMA = re.compile(r",(\s*[}\]])")
_TWO = re.compile(r"(?<=[a-z])2(?=[a-z])")
_NAME = re.compile(r"[\w-]+")
_SEPARATOR = re.compile(r"[,\s]+")
Path = tuple[str, ...]
"""keys from the outermost to the innermost; `-` for a place in a list"""


class _Lines:
    """Finds the lines of values whose parser does not say them, in the order of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [match.start() for match in re.finditer("\n", text)]

    def line_of(self, value: str) -> int:
        """Return the line of the next place where a value stands."""
        found = self.text.find(json.dumps(value, ensure_ascii=False)[1:-1], self.at)
        if found >= 0:
            self.at = found
        else:
            found = max(self.text.find(value), 0)
        return bisect_left(self.ends, found) + 1


class Walk:
    """Reads the values of one configuration into a sink."""

    def __init__(self, sink: Sink, lines: _Lines | None = None) -> None:
        self.sink = sink
        self.lines = lines
        """None where the parser says the lines, as that of YAML does"""

    def line(self, text: str, line: int) -> int:
        """Return the line of a value: that of the parser, or that where its text stands."""
        return self.lines.line_of(text) if self.lines else line

    def value(self, path: Path, text: str, line: int) -> None:
        """Read one scalar."""
        self.sink.tick()
        if " " in text and _innermost(path) in _SCRIPT_KEYS:
            first = self.line(text.split("\n", 1)[0], line)
            shell_reader.find(text, self.sink, first_line=first)
            return
        slot = keys.slot_of(path)
        if slot is not None:
            self._add(path, text, line, slot)
        elif path[-1:] == ("-",) and "=" in text:
            self._pair(text, line)
        elif text.startswith("http"):
            slot = Slot("", f"key {''.join(path[-1:])}", confidence="medium")
            self.sink.add_url(text, self.line(text, line), slot)

    def _add(self, path: Path, text: str, line: int, slot: Slot) -> None:
        """Add all names in a value."""
        how = f"key {'.'.join(part for part in path[-3:] if part != '-')}"
        for name in _names(text):
            self.sink.add(name, self.line(name, line), slot.but(how=how))

    def _pair(self, text: str, line: int) -> None:
        """Read `NAME=value` in a list: environment of a service."""
        name, _, value = text.partition("=")
        slot = keys.slot_of((name,)) if _NAME.fullmatch(name.lstrip("-")) else None
        if slot:
            self.sink.add(value, self.line(text, line), slot.but(how=f"key {name}"))

    def key(self, path: Path, name: str, line: int) -> None:
        """Read the key of a mapping that lists names."""
        slot = keys.names_as_keys(path) if "/" in name else None
        if slot:
            self.sink.add(name, self.line(name, line), slot.but(how=f"mapping key of {path[-1]}"))

    def arguments(self, items: list[tuple[str, int]]) -> None:
        """Read a list that is a command line: ["--model", "owner/name"]."""
        words = [Word(text, self.line(text, line)) for text, line in items]
        shell_reader.read_command(words, shell_reader.Shell(self.sink))


def _names(text: str) -> list[str]:
    """Return the names in a value: several where commas separate them."""
    is_list = "," in text and len(text) < _LONGEST_LIST
    return _SEPARATOR.split(text) if is_list else [text]


def _innermost(path: Path) -> str:
    """Return the folded name of the innermost key; an item of a list has that of the list."""
    return next((name for name in map(keys.fold, reversed(path[-2:])) if name), "")


def _is_command_line(items: list[str]) -> bool:
    return any(item.startswith("--") for item in items)


def find(text: str, sink: Sink) -> None:
    """Add the references of a configuration; raises ValueError where it does not parse."""
    if _NO_CONFIG.search(sink.path):
        return
    if sink.path.endswith(".toml"):
        _plain(tomllib.loads(text), (), Walk(sink, _Lines(sink.text)))
    elif sink.path.endswith(".json"):
        content = _json(text)
        if not _is_data(content, sink.path):
            _plain(content, _above(sink.path, content), Walk(sink, _Lines(sink.text)))
    else:
        yaml_text(text, sink)


def tells(path: str) -> bool:
    """Tell whether the path of a configuration says what is in it, so that no word in the file need
    do it.
    """
    if _told_by_name(path):
        return True
    group = _GROUP.search(path)
    return group is not None and keys.slot_of((group.group(1), "path")) is not None


def _told_by_name(path: str) -> str:
    """Return what the name of a file says of a table in it (`model2path.json`), else nothing."""
    stem = _TWO.sub("_2_", path.rpartition("/")[2].rpartition(".")[0])
    return stem if keys.lists(stem) else ""


def _above(path: str, content: Any = None) -> Path:
    """Return the keys above a whole file: its own name for a flat table, and its folder in a tree
    of configurations.
    """
    name = _told_by_name(path) if _is_table_of_texts(content) else ""
    if name:
        return (name,)
    group = _GROUP.search(path)  # as Hydra reads it: conf/model/owl.yaml is the choice `model: owl`
    return (group.group(1),) if group else ()


def _is_table_of_texts(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and len(content) > 1
        and all(isinstance(value, str) for value in content.values())
    )


def _is_data(content: Any, path: str) -> bool:
    """Tell whether a JSON file holds records or results, no configuration."""
    is_long = isinstance(content, list) and len(content) > _MOST_RECORDS
    return is_long or bool(_RESULTS.search(path))


def _json(text: str) -> Any:
    """Read JSON; comments and commas at the end, which editors allow, are taken out where it does
    not parse.
    """
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(_LAST_COMMA.sub(r"\1", _COMMENT.sub("", text)))


def _plain(value: Any, path: Path, walk: Walk, depth: int = 0) -> None:
    """Read a value of JSON or TOML and all that is in it."""
    if depth > DEEPEST:
        return
    if isinstance(value, str):
        walk.value(path, value, 1)
    elif isinstance(value, dict):
        for key, inner in value.items():
            walk.key(path, str(key), 1)
            _plain(inner, (*path, str(key)), walk, depth + 1)
    elif isinstance(value, list):
        _plain_list(value, path, walk, depth)


def _plain_list(items: list[Any], path: Path, walk: Walk, depth: int) -> None:
    texts = [item for item in items if isinstance(item, str)]
    if _is_command_line(texts):
        walk.arguments([(text, 1) for text in texts])
        return
    for item in items[:_MOST_ITEMS]:
        _plain(item, (*path, "-"), walk, depth + 1)


def yaml_text(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add the references of YAML; falls back to single lines where it does not parse."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    walk = Walk(sink)
    try:
        for document in yaml.compose_all(text, Loader=loader):
            _YamlDocument(walk, first_line).read(document, _above(sink.path))
    except (yaml.YAMLError, RecursionError):
        lines(text, sink, first_line=first_line)


@dataclass
class _YamlDocument:
    """Reads the nodes of one YAML document, which know their lines."""

    walk: Walk
    first_line: int
    seen: set[int] = field(default_factory=set)
    """lists and mappings that were read: an alias may lead to them again, even from within"""

    def read(self, node: Any, path: Path) -> None:
        """Read a node and all that is in it."""
        if node is None or len(path) > DEEPEST or id(node) in self.seen:
            return
        if node.id == "scalar":
            self.walk.value(path, node.value, self._line(node) + (node.style in _BLOCKS))
        else:
            self.seen.add(id(node))
            reader = self._sequence if node.id == "sequence" else self._mapping
            reader(node, path)

    def _line(self, node: Any) -> int:
        line: int = node.start_mark.line + self.first_line
        return line

    def _sequence(self, node: Any, path: Path) -> None:
        scalars = [(item.value, self._line(item)) for item in node.value if item.id == "scalar"]
        if _is_command_line([text for text, _line in scalars]):
            self.walk.arguments(scalars)
            return
        for item in node.value:
            self.read(item, (*path, "-"))

    def _mapping(self, node: Any, path: Path) -> None:
        pairs = [(key, value) for key, value in node.value if key.id == "scalar"]
        # beside its path the name of a data set is a mere title
        has_path = any(key.value == "dataset_path" for key, _value in pairs)
        for key, value in pairs:
            if not (has_path and key.value == "dataset_name"):
                self.walk.key(path, key.value, self._line(key))
                self.read(value, (*path, key.value))


def lines(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Read `key: value` lines of YAML that does not parse: templates, custom syntax."""
    for number, line in enumerate(text.splitlines(), first_line):
        match = _LINE.match(line[:_LONGEST_LINE])
        if match:
            key, value = match.groups()
            slot = keys.slot_of((key,))
            if slot:
                sink.add(value, number, slot.but(how=f"key {key}", confidence="low"))


def front_matter(text: str) -> Iterator[tuple[str, int]]:
    """Yield the YAML between `---` lines at the head of a document, and its first line."""
    match = _FRONT_MATTER.match(text)
    if match:
        yield match.group(1), 2
