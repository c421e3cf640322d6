"""Write the data files in their one form: `python scripts/format_data.py [--check] [FILE…]`.

Without files it takes the front matter of every license, the `_*.yml` of licenses and rules but
`_flow.yml` (a table whose columns are lined up by hand), and the catalogue. With `--check` it writes nothing, names the files that have another form
and returns 1. No value changes, no comment is lost, and the body of a license stays as it is.

The form: at most 100 columns; a term is a block that begins with what it says; a list stands on
one line or is wrapped; a sentence that is too long is folded; quotes stand where YAML needs them.
"""

from __future__ import annotations

import bisect
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from clearance.catalogue.schema import LINKS
from clearance.files.yaml import split_front_matter
from clearance.library.schema import LicenseIn
from clearance.words import IN_HAND

ROOT = Path(__file__).parent.parent
REPAIR = "python scripts/format_data.py"
WIDTH = 100
SHORT = 60
"""Columns; a list of longer items has one item a line."""
TERM_KEYS = (
    "id",
    "says",
    "clause",
    "verdict",
    "act",
    "reach",
    "place",
    "binds",
    "topic",
    "do",
    "strings",
    "release_under",
    "when",
    "except",
    "contested",
    "unread",
    "steers",
)
ENTRY_KEYS = (
    "id",
    "ids",
    "also",
    "kind",
    "name",
    "developer",
    "task",
    "status",
    "license",
    "was",
    "source",
    "confirmed",
    *LINKS,
    "external",
    "note",
    "duties",
    "openness",
)
BLOCKS = {"terms": TERM_KEYS, "entries": ENTRY_KEYS}
"""Lists whose items are blocks, and the order of the keys in them."""
LICENSE_KEYS = tuple(info.alias or name for name, info in LicenseIn.model_fields.items())
"""The order in the schema, which ends with the terms."""
STRING = "tag:yaml.org,2002:str"
INDICATORS = "-?:,[]{}#&*!|>'\"%@` "
RESOLVER = yaml.resolver.Resolver()


@dataclass
class Comments:
    """The comments and blank lines of a text, by the line of the node that they belong to."""

    above: dict[int, list[str]] = field(default_factory=dict)
    behind: dict[int, str] = field(default_factory=dict)
    at_end: list[str] = field(default_factory=list)


def paths() -> list[Path]:
    """Return every file that has a form."""
    licenses, rules = ROOT / "licenses", ROOT / "rules"
    catalogue = ROOT / "src" / "clearance" / "catalogue" / "data"
    return sorted(
        [
            *licenses.glob("[!_]*.md"),
            licenses / "_words.yml",
            licenses / "_ladder.yml",
            *rules.glob("_*.yml"),
            *catalogue.rglob("*.yml"),
        ]
    )


def formatted(text: str, name: str) -> str:
    """Return the text of a data file in its form; `name` tells a license from a table."""
    if not name.endswith(".md"):
        return form(text)
    head, body, _ = split_front_matter(text, name)
    return f"---\n{form(head, LICENSE_KEYS)}---\n{body}"


def form(text: str, first: tuple[str, ...] = ()) -> str:
    """Return YAML in the form, the keys of its top in the order of `first`."""
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    shorten(node)
    comments = comments_of(text, sorted(set(block_lines(node))))
    lines = [*mapping(node, "", comments, first), *comments.at_end]
    result = "\n".join(lines) + "\n"
    if not same(node, yaml.compose(result, Loader=yaml.CBaseLoader)):
        raise ValueError("the form changes a value")
    return result


def same(left: yaml.Node, right: yaml.Node) -> bool:
    """Return whether two nodes hold the same values, whatever the order of their keys."""
    return plain_data(left) == plain_data(right)


def plain_data(node: yaml.Node) -> Any:
    """Return a node as lists, mappings and texts."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain_data(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain_data(item) for item in node.value]
    return node.value


def shorten(node: yaml.Node) -> None:
    """Write `in-hand` in each `reach` that lists its four words one after the other."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            shorten(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "reach" and isinstance(value, yaml.SequenceNode):
                value.value = with_in_hand(value.value)
            else:
                shorten(value)


def with_in_hand(items: list[yaml.Node]) -> list[yaml.Node]:
    """Return the items of a `reach` with `in-hand` in the place of its four words."""
    words, four = [item.value for item in items], len(IN_HAND)
    for start in range(len(words) - four + 1):
        if tuple(words[start : start + four]) == IN_HAND:
            items[start].value = "in-hand"
            return [*items[: start + 1], *items[start + four :]]
    return items


# Comments


def block_lines(node: yaml.Node) -> Iterator[int]:
    """Yield the line of every key and item that stands on a line of its own."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return
    for child in node.value:
        key, value = child if isinstance(child, tuple) else (child, child)
        yield key.start_mark.line
        yield from block_lines(value)


def comments_of(text: str, lines: list[int]) -> Comments:
    """Return the comments of a text; `lines` are those on which a key or an item begins."""
    comments = Comments()
    for line, written in found_comments(text):
        at = bisect.bisect_left(lines, line)
        if line in lines:
            comments.behind[line] = written
        elif at == len(lines):
            comments.at_end.append(written)
        else:
            comments.above.setdefault(lines[at], []).append(written)
    return comments


def found_comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each comment; a blank line counts as an empty one."""
    hidden = scalar_columns(text) if re.search(r"(^|\s)#", text) else {}
    for line, written in enumerate(text.split("\n")[:-1]):
        if not written.strip():
            yield line, ""
            continue
        for match in re.finditer(r"(?:^|(?<=\s))#", written):
            if not any(start <= match.start() < end for start, end in hidden.get(line, ())):
                yield line, written[match.start() :].rstrip()
                break


def scalar_columns(text: str) -> dict[int, list[tuple[int, int]]]:
    """Return line -> the columns that texts take up on it, where a # is no comment."""
    columns: dict[int, list[tuple[int, int]]] = {}
    for token in yaml.scan(text):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark, token.end_mark
            for line in range(start.line, end.line + 1):
                first = start.column if line == start.line else 0
                last = end.column if line == end.line else sys.maxsize
                columns.setdefault(line, []).append((first, last))
    return columns


# Blocks


def mapping(
    node: yaml.MappingNode, indent: str, comments: Comments, first: tuple[str, ...] = ()
) -> list[str]:
    """Return the lines of a mapping, one key after the other."""
    rank = {key: number for number, key in enumerate(first)}
    pairs = sorted(node.value, key=lambda pair: rank.get(pair[0].value, len(rank)))
    lines: list[str] = []
    for key, value in pairs:
        start = f"{indent}{key_text(key)}:"
        lines += with_comments(key, block(start, indent, key.value, value, comments), comments)
    return lines


def sequence(
    node: yaml.SequenceNode, indent: str, comments: Comments, first: tuple[str, ...] = ()
) -> list[str]:
    """Return the lines of a list, each item behind a dash."""
    lines: list[str] = []
    for item in node.value:
        if isinstance(item, yaml.MappingNode) and (first or not item.flow_style):
            above = comments.above.pop(item.start_mark.line, [])
            inner = mapping(item, f"{indent}  ", comments, first)
            inner[0] = f"{indent}- {inner[0].lstrip()}"
            lines += [*(f"{indent}{written}".rstrip() for written in above), *inner]
        else:
            shown = block(f"{indent}-", indent, "", item, comments)
            lines += with_comments(item, shown, comments)
    return lines


def with_comments(node: yaml.Node, lines: list[str], comments: Comments) -> list[str]:
    """Return the lines of a node with its comments: above it, or behind it where there is room."""
    indent = " " * (len(lines[0]) - len(lines[0].lstrip()))
    above = comments.above.pop(node.start_mark.line, [])
    behind = comments.behind.pop(node.start_mark.line, "")
    if behind and len(lines[0]) + 2 + len(behind) <= WIDTH:
        lines = [f"{lines[0]}  {behind}", *lines[1:]]
    elif behind:
        above = [*above, behind]
    return [*(f"{indent}{written}".rstrip() for written in above), *lines]


def block(start: str, indent: str, key: str, node: yaml.Node, comments: Comments) -> list[str]:
    """Return the lines of a value behind `start`, which is a key or a dash."""
    deeper = f"{indent}  "
    if key in BLOCKS and isinstance(node, yaml.SequenceNode) and node.value:
        return [start, *sequence(node, deeper, comments, BLOCKS[key])]
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return [start, *mapping(node, deeper, comments)]
    if holds_blocks(node):
        return [start, *sequence(node, deeper, comments)]
    if isinstance(node, yaml.ScalarNode):
        return text(start, deeper, node)
    line = f"{start} {flow(node)}"
    if len(line) <= WIDTH:
        return [line]
    if isinstance(node, yaml.MappingNode):
        return [start, *mapping(node, deeper, comments)]
    items = [flow(item) for item in node.value]
    if all(len(item) <= SHORT for item in items):
        return wrapped(start, deeper, items)
    return [start, *sequence(node, deeper, comments)]


def holds_blocks(node: yaml.Node) -> bool:
    """Return whether a node is a list of blocks, which stay blocks."""
    return isinstance(node, yaml.SequenceNode) and any(
        not isinstance(item, yaml.ScalarNode) and not item.flow_style for item in node.value
    )


def text(start: str, indent: str, node: yaml.ScalarNode) -> list[str]:
    """Return the lines of a text: behind its key, under it where it is too long, or folded."""
    shown = scalar(node, in_flow=False)
    breakable = " " in node.value.strip() or "\n" in node.value
    if "\n" not in node.value and len(f"{start} {shown}") <= WIDTH:
        return [f"{start} {shown}"]
    if breakable:
        return folded(start, indent, node.value)
    return [start, f"{indent}{shown}"] if start.endswith(":") else [f"{start} {shown}"]


def folded(start: str, indent: str, text: str) -> list[str]:
    """Return a long text under its key, broken at single blanks, which YAML joins again."""
    if "\n" in text:
        end = "" if text.endswith("\n") else "-"
        return [f"{start} |{end}", *(f"{indent}{line}".rstrip() for line in text.splitlines())]
    return [f"{start} >-", *filled(re.split(r"(?<! ) (?! )", text), indent, indent)]


def wrapped(start: str, indent: str, items: list[str]) -> list[str]:
    """Return a list in brackets over several lines."""
    words = [f"{item}," for item in items[:-1]] + [f"{items[-1]}]"]
    return filled(words, f"{start} [", indent)


def filled(words: Iterable[str], start: str, indent: str) -> list[str]:
    """Return lines of at most WIDTH columns, filled with words."""
    lines, empty = [start], True
    for word in words:
        if not empty and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(indent)
            empty = True
        lines[-1] += word if empty else f" {word}"
        empty = False
    return lines


# Values on one line


def flow(node: yaml.Node) -> str:
    """Return a value on one line: `[a, b]`, `{a: b}` or a text."""
    if isinstance(node, yaml.MappingNode):
        pairs = (f"{key_text(key)}: {flow(value)}" for key, value in node.value)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(node, yaml.SequenceNode):
        return "[" + ", ".join(map(flow, node.value)) + "]"
    return scalar(node, in_flow=True)


def key_text(node: yaml.ScalarNode) -> str:
    """Return a key; one with a colon is quoted, so that it is seen where it ends."""
    return quoted(node.value) if ":" in node.value else scalar(node, in_flow=True)


def scalar(node: yaml.ScalarNode, *, in_flow: bool) -> str:
    """Return a text, plain where YAML reads it back; numbers, dates and yes or no keep their quotes."""
    if needs_quotes(node.value, in_flow=in_flow):
        return quoted(node.value)
    tag = RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False))
    return quoted(node.value) if tag != STRING and node.style else node.value


def needs_quotes(text: str, *, in_flow: bool) -> bool:
    """Return whether YAML would not read a plain text back as it is."""
    return (
        text == ""
        or text != text.strip()
        or (text[0] in INDICATORS and not re.match(r"[-?:][^\s,\[\]{}]", text))
        or bool(re.search(r":(\s|$)|\s#", text))
        or (in_flow and bool(re.search(r"[,\[\]{}]", text)))
    )


def quoted(text: str) -> str:
    """Return a text in quotes, of the kind that needs no escapes if there is one."""
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def main(args: list[str]) -> int:
    """Write or compare; return 1 when a file that is only compared has another form."""
    files = [Path(arg) for arg in args if not arg.startswith("-")] or paths()
    stale = 0
    for path in files:
        text = path.read_text("utf-8")
        new = formatted(text, path.name)
        if new == text:
            continue
        stale += 1
        if "--check" in args:
            print(f"{path} has another form; repair it with: {REPAIR}")
        else:
            path.write_text(new, "utf-8")
            print(f"wrote {path}")
    return int(bool(stale) and "--check" in args)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
