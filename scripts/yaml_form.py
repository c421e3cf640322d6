"""YAML in one form: at most 100 columns, keys in a given order, quotes only where they are needed.

    text = form(text, order=("id", "title"), blocks={"terms": ("id", "says")})

A mapping or list that is written as a block stays one. One in braces or brackets stays on its line
as long as it fits; then a list of short items is wrapped, anything else becomes a block. A sentence
that is too long is folded. No value changes and no comment is lost.
"""

from __future__ import annotations

import bisect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

WIDTH = 100
SHORT = 60
"""Columns; a list of longer items has one item a line."""
STRING = "tag:yaml.org,2002:str"
INDICATORS = "-?:,[]{}#&*!|>'\"%@` "
RESOLVER = yaml.resolver.Resolver()


def form(
    text: str, order: tuple[str, ...] = (), blocks: Mapping[str, tuple[str, ...]] | None = None
) -> str:
    """Return YAML in the form; raise ValueError where that would change a value or lose a comment.

    `order` is the order of the keys at the top. `blocks` names the lists whose items are always
    blocks, with the order of the keys in them.
    """
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    comments = comments_of(text, sorted(set(block_lines(node))))
    lines = [*Writer(comments, blocks or {}).mapping(node, "", order), *comments.at_end]
    result = "\n".join(lines) + "\n"
    if plain_data(node) != plain_data(yaml.compose(result, Loader=yaml.CBaseLoader)):
        raise ValueError("the form would change a value")
    if sorted(words_of_comments(text)) != sorted(words_of_comments(result)):
        raise ValueError("the form would lose a comment")
    return result


def plain_data(node: yaml.Node) -> Any:
    """Return a node as mappings, lists and texts."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain_data(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain_data(item) for item in node.value]
    return node.value


# Comments


@dataclass
class Comments:
    """Comments and blank lines, by the line of the key or item that they belong to."""

    above: dict[int, list[str]] = field(default_factory=dict)
    behind: dict[int, str] = field(default_factory=dict)
    at_end: list[str] = field(default_factory=list)

    def take_above(self, node: yaml.Node, indent: str) -> list[str]:
        """Return, once, the lines that stand above a node."""
        return [f"{indent}{line}".rstrip() for line in self.above.pop(node.start_mark.line, [])]

    def has(self, node: yaml.Node) -> bool:
        """Return whether a comment belongs to a node."""
        return node.start_mark.line in self.above or node.start_mark.line in self.behind

    def take_behind(self, node: yaml.Node) -> str:
        """Return, once, the comment behind a node, or an empty text."""
        return self.behind.pop(node.start_mark.line, "")


def comments_of(text: str, lines: list[int]) -> Comments:
    """Return the comments of a text; `lines` are those on which a key or an item begins."""
    comments = Comments()
    for line, comment in found_comments(text):
        following = bisect.bisect_left(lines, line)
        if line in lines:
            comments.behind[line] = comment
        elif following == len(lines):
            comments.at_end.append(comment)
        else:
            comments.above.setdefault(lines[following], []).append(comment)
    return comments


def block_lines(node: yaml.Node) -> Iterator[int]:
    """Yield the line of every key and item of a block."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return
    for child in node.value:
        key, value = child if isinstance(child, tuple) else (child, child)
        yield key.start_mark.line
        yield from block_lines(value)


def found_comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each comment; a blank line counts as an empty one."""
    hidden = scalar_columns(text) if re.search(r"(^|\s)#", text) else {}
    for number, line in enumerate(text.split("\n")[:-1]):
        if not line.strip():
            yield number, ""
            continue
        for match in re.finditer(r"(?:^|(?<=\s))#", line):
            if not any(start <= match.start() < end for start, end in hidden.get(number, ())):
                yield number, line[match.start() :].rstrip()
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


def words_of_comments(text: str) -> list[str]:
    """Return the comments of a text, without blank lines."""
    return [comment for _, comment in found_comments(text) if comment]


# Blocks


@dataclass
class Writer:
    """Writes nodes as lines."""

    comments: Comments
    blocks: Mapping[str, tuple[str, ...]]
    """key of a list whose items are blocks -> the order of the keys in an item"""

    def mapping(
        self, node: yaml.MappingNode, indent: str, order: tuple[str, ...] = ()
    ) -> list[str]:
        """Return the lines of a mapping, one key after the other."""
        rank = {key: number for number, key in enumerate(order)}
        lines: list[str] = []
        for key, value in sorted(node.value, key=lambda pair: rank.get(pair[0].value, len(rank))):
            start = f"{indent}{key_text(key)}:"
            lines += self._commented(key, self._value(start, indent, value, key.value))
        return lines

    def _sequence(
        self, node: yaml.SequenceNode, indent: str, order: tuple[str, ...] = ()
    ) -> list[str]:
        """Return the lines of a list, each item behind a dash."""
        lines: list[str] = []
        for item in node.value:
            if isinstance(item, yaml.MappingNode) and (order or not item.flow_style):
                above = self.comments.take_above(item, indent)
                first, *rest = self.mapping(item, f"{indent}  ", order)
                lines += [*above, f"{indent}- {first.lstrip()}", *rest]
            else:
                lines += self._commented(item, self._value(f"{indent}-", indent, item))
        return lines

    def _value(self, start: str, indent: str, node: yaml.Node, key: str = "") -> list[str]:
        """Return the lines of a value behind `start`, which is a key or a dash."""
        deeper = f"{indent}  "
        if isinstance(node, yaml.ScalarNode):
            return text_lines(start, deeper, node)
        line, is_block = f"{start} {flow(node)}", self._is_block(node, key)
        if not is_block and len(line) <= WIDTH:
            return [line]
        if isinstance(node, yaml.MappingNode):
            return [start, *self.mapping(node, deeper)]
        if not is_block and is_list_of_words(node):
            return wrapped(start, deeper, [flow(item) for item in node.value])
        return [start, *self._sequence(node, deeper, self.blocks.get(key, ()))]

    def _is_block(self, node: yaml.Node, key: str) -> bool:
        """Return whether a mapping or list is a block, however short it is."""
        if not node.value or isinstance(node, yaml.MappingNode):
            return not node.flow_style
        return key in self.blocks or any(
            not is_inline(item) or (not node.flow_style and self.comments.has(item))
            for item in node.value
        )

    def _commented(self, node: yaml.Node, lines: list[str]) -> list[str]:
        """Return the lines of a node with its comments above it, or behind it if there is room."""
        indent = " " * (len(lines[0]) - len(lines[0].lstrip()))
        above = self.comments.take_above(node, indent)
        behind = self.comments.take_behind(node)
        if not behind:
            return [*above, *lines]
        if len(lines[0]) + 2 + len(behind) <= WIDTH:
            return [*above, f"{lines[0]}  {behind}", *lines[1:]]
        return [*above, f"{indent}{behind}", *lines]


def is_inline(node: yaml.Node) -> bool:
    """Return whether a node is a text, or stands in braces or brackets."""
    return isinstance(node, yaml.ScalarNode) or bool(node.flow_style)


def is_list_of_words(node: yaml.SequenceNode) -> bool:
    """Return whether a list has short texts only, so that it may be wrapped."""
    return all(
        isinstance(item, yaml.ScalarNode) and len(flow(item)) <= SHORT for item in node.value
    )


def wrapped(start: str, indent: str, items: list[str]) -> list[str]:
    """Return a list in brackets over several lines."""
    return filled([*(f"{item}," for item in items[:-1]), f"{items[-1]}]"], f"{start} [", indent)


def filled(words: Iterable[str], start: str, indent: str) -> list[str]:
    """Return lines of at most WIDTH columns, filled with words."""
    lines, blank = [start], ""
    for word in words:
        if blank and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(indent)
            blank = ""
        lines[-1] += blank + word
        blank = " "
    return lines


# Texts


def text_lines(start: str, indent: str, node: yaml.ScalarNode) -> list[str]:
    """Return a text behind its key where it fits, else folded; a long address is under its key."""
    text, shown = node.value, scalar(node, in_flow=False)
    if "\n" in text:
        kept = "" if text.endswith("\n") else "-"
        return [f"{start} |{kept}", *(f"{indent}{line}".rstrip() for line in text.splitlines())]
    if len(f"{start} {shown}") <= WIDTH:
        return [f"{start} {shown}"]
    if " " in text.strip():
        return [f"{start} >-", *filled(re.split(r"(?<! ) (?! )", text), indent, indent)]
    return [start, f"{indent}{shown}"] if start.endswith(":") else [f"{start} {shown}"]


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
    """Return a text, plain where YAML reads it back; `"no"` and `"2"` keep the quotes they have."""
    if needs_quotes(node.value, in_flow=in_flow):
        return quoted(node.value)
    tag = RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False))
    return quoted(node.value) if tag != STRING and node.style else node.value


def needs_quotes(text: str, *, in_flow: bool) -> bool:
    """Return whether YAML would not read a plain text back as it is."""
    begins_as_syntax = text[:1] in INDICATORS and not re.match(r"[-?:][^\s,\[\]{}]", text)
    ends_or_breaks = text != text.strip() or re.search(r":(\s|$)|\s#", text)
    return bool(begins_as_syntax or ends_or_breaks or (in_flow and re.search(r"[,\[\]{}]", text)))


def quoted(text: str) -> str:
    """Return a text in quotes, of the kind that needs no escapes if there is one."""
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
