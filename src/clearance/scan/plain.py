"""References in text that does not parse: assignments, keywords and arguments, line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearance.scan import keys, tables
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from clearance.scan.collector import Sink

_LONGEST = 20_000
_PAIR = re.compile(
    r"""(?<![\w.])["']?([A-Za-z_][\w.-]{0,60})["']?"""  # a name
    r"""\s*(?::(?!:)|=(?!=))\s*"""
    r"""(?:[\w.]{1,60}\s*(?:\?\?|\|\|)\s*)?"""  # what counts before the value: `env.NAME ??`
    r"""["'`]([^"'`\n]{1,300})["'`]"""
)
_CALL = re.compile(
    r"""([A-Za-z_][\w.]{1,80})\(\s*"""
    r"""(?:[a-z_]+\s*=\s*)?["']([^"'\n]{1,300})["']"""
    r"""(?:\s*,\s*["']([^"'\n]{1,200})["'])?"""
)
_URL = re.compile(r"""["'](https?://[^\s"'<>]{4,300})["']""")
_ALONE = Slot("", "URL", confidence="low")
"""the place of a URL that stands alone"""
_COMMENT = re.compile(r"^\s*(#|//|\*|--\s)")


@dataclass(frozen=True)
class _Call:
    """A call with one or two texts as its first arguments."""

    owner: str
    """what stands before the last dot of its name"""
    name: str
    first: str
    second: str
    """empty where there is only one"""
    source: str
    """the text that the call was read from: its line, or the whole text"""
    line: int


def find(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add what single lines tell; confidence is low because nothing was parsed."""
    before, sink.lowest = sink.lowest, "low"
    _spread_calls(text, sink, first_line)
    for number, line in enumerate(text.splitlines(), first_line):
        sink.tick()
        if len(line) <= _LONGEST and not _COMMENT.match(line):
            _line(line, number, sink)
    sink.lowest = before


def _spread_calls(text: str, sink: Sink, first_line: int) -> None:
    """Read the calls that are spread over several lines."""
    for match in _CALL.finditer(text):
        if "\n" in match.group():
            last_text = match.start(3) if match.group(3) else match.start(2)
            _read_call(_call(match, first_line + text.count("\n", 0, last_text)), sink)


def _line(line: str, number: int, sink: Sink) -> None:
    for match in _CALL.finditer(line):
        _read_call(_call(match, number), sink)
    for match in _PAIR.finditer(line):
        slot = keys.slot_of((match.group(1),))
        if slot:
            sink.add(match.group(2), number, slot)
    for match in _URL.finditer(line):
        sink.add_url(match.group(1), number, _ALONE)


def _call(match: re.Match[str], line: int) -> _Call:
    dotted, first, second = match.groups(default="")
    owner, _, name = dotted.rpartition(".")
    return _Call(owner, name, first, second, match.string, line)


def _read_call(call: _Call, sink: Sink) -> None:
    for rule in tables.calls().get(call.name, ()):
        if _is_of_owner(call, rule) and _has_needed_argument(call, rule):
            _add(call, rule, sink)


def _is_of_owner(call: _Call, rule: tables.Call) -> bool:
    """Tell whether a call belongs to a class or module of the rule, as far as its name tells."""
    if not rule.of:
        return True
    known = {*rule.of, *(owner.rsplit(".", 1)[-1] for owner in rule.of)}
    if call.owner in known or call.owner.rsplit(".", 1)[-1] in known:
        return True
    return rule.loose and not call.owner


def _has_needed_argument(call: _Call, rule: tables.Call) -> bool:
    return not rule.needs or bool(re.search(rf"{rule.needs}\s*=\s*(?!False|None)", call.source))


def _add(call: _Call, rule: tables.Call, sink: Sink) -> None:
    """Add the argument that the rule asks for."""
    takes_first = 0 in rule.args
    if not takes_first and 1 in rule.args and call.second:
        sink.add(call.second, call.line, rule.slot)
    elif rule.join:
        _add_joined(call, rule, sink)
    elif takes_first:
        sink.add(call.first, call.line, rule.slot)


def _add_joined(call: _Call, rule: tables.Call, sink: Sink) -> None:
    """Add the name that both arguments make together."""
    slot = rule.slot
    if re.fullmatch(slot.shape or ".*", call.first):
        name = slot.zoo.replace("{0}", call.first).replace("{1}", call.second).rstrip(":")
        sink.add(name, call.line, slot.but(zoo="{}", shape=""))
