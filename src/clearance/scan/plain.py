"""References in text that does not parse: assignments, keywords and first arguments, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearance.scan import keys, tables
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from clearance.scan.collector import Sink

_LONGEST = 20_000
_PAIR = re.compile(
    r"""(?<![\w.])["']?([A-Za-z_][\w.-]{0,60})["']?\s*(?::(?!:)|=(?!=))\s*(?:[\w.]{1,60}\s*(?:\?\?|\|\|)\s*)?["'`]([^"'`\n]{1,300})["'`]"""
)
_CALL = re.compile(
    r"""([A-Za-z_][\w.]{1,80})\(\s*(?:[a-z_]+\s*=\s*)?["']([^"'\n]{1,300})["'](?:\s*,\s*["']([^"'\n]{1,200})["'])?"""
)
_URL = re.compile(r"""["'](https?://[^\s"'<>]{4,300})["']""")
_STANDS = Slot("", "URL", confidence="low")
_COMMENT = re.compile(r"^\s*(#|//|\*|--\s)")


def find(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add what single lines tell; confidence is low because nothing was parsed."""
    before, sink.lowest = sink.lowest, "low"
    for match in _CALL.finditer(text):  # a call that is spread over lines
        if "\n" in match.group():
            _call(
                match,
                first_line
                + text.count("\n", 0, match.start(3) if match.group(3) else match.start(2)),
                sink,
            )
    for number, line in enumerate(text.splitlines(), first_line):
        sink.tick()
        if len(line) <= _LONGEST and not _COMMENT.match(line):
            _line(line, number, sink)
    sink.lowest = before


def _line(line: str, number: int, sink: Sink) -> None:
    for match in _CALL.finditer(line):
        _call(match, number, sink)
    for match in _PAIR.finditer(line):
        slot = keys.slot_of((match.group(1),))
        if slot:
            sink.add(match.group(2), number, slot)
    for match in _URL.finditer(line):
        sink.add_url(match.group(1), number, _STANDS)


def _call(match: re.Match[str], number: int, sink: Sink) -> None:
    name = match.group(1)
    head, _, last = name.rpartition(".")
    for rule in tables.calls().get(last, ()):
        short = head.rsplit(".", 1)[-1]
        roots = {root.rsplit(".", 1)[-1] for root in rule.of} | set(rule.of)
        if rule.of and not (short in roots or head in roots or (rule.loose and not head)):
            continue
        if rule.needs and not re.search(rf"{rule.needs}\s*=\s*(?!False|None)", match.string):
            continue
        at = rule.args.index(0) if 0 in rule.args else -1
        if at < 0 and 1 in rule.args and match.group(3):
            sink.add(match.group(3), number, rule.slot)
        elif rule.join:
            text = (
                rule.slot.zoo.replace("{0}", match.group(2))
                .replace("{1}", match.group(3) or "")
                .rstrip(":")
            )
            if re.fullmatch(rule.slot.shape or ".*", match.group(2)):
                sink.add(text, number, rule.slot.but(zoo="{}", shape=""))
        elif at >= 0:
            sink.add(match.group(2), number, rule.slot)
