"""Reads the calls of one Python file against calls.yml."""

from __future__ import annotations

import ast
import re
from itertools import product
from typing import TYPE_CHECKING

from clearance.scan import tables
from clearance.scan.keys import fold, neutral, slot_of
from clearance.scan.names import is_placeholder, mostly_unknown
from clearance.scan.python.constants import Constants, Scope, Text, dotted
from clearance.scan.tables import Call, Member, Slot

if TYPE_CHECKING:
    from clearance.scan.collector import Sink
    from clearance.scan.python.bindings import Gather

_LOCAL_LOADERS = ("load_from_disk", "save_pretrained", "save", "save_to_disk", "save_model")


class Calls:
    """Knows the imports of one file and which rules its calls meet."""

    def __init__(self, sink: Sink, constants: Constants, gather: Gather) -> None:
        self.sink = sink
        self.constants = constants
        self.imports = gather.imports
        self.saved = self._saved(gather)

    def _saved(self, gather: Gather) -> frozenset[str]:
        """Names that the file itself writes to: no references when they are read back."""
        found: set[str] = set()
        for name in _LOCAL_LOADERS:
            for value, _scope in gather.names.arguments.get((name, 0), ()):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.add(value.value)
        return frozenset(found)

    def full(self, node: ast.expr) -> str:
        """Return the dotted name of what is called, aliases of imports replaced."""
        head, _, rest = dotted(node).partition(".")
        known = self.imports.get(head, head)
        return f"{known}.{rest}" if rest else known

    def _rules(self, node: ast.Call) -> list[Call]:
        full = self.full(node.func)
        last = full.rsplit(".", 1)[-1]
        head = dotted(node.func).split(".", 1)[0]
        return [rule for rule in tables.calls().get(last, ()) if self._meets(rule, full, head)]

    def _meets(self, rule: Call, full: str, head: str) -> bool:
        if not rule.of:
            return True
        if any(full == f"{root}.{rule.call}" or full.startswith(f"{root}.") for root in rule.of):
            return True
        return rule.loose and head not in self.imports and full.count(".") == 0

    def handled(self, node: ast.Call) -> frozenset[str]:
        """Return the keywords that rules already read, so that no general rule reads them again."""
        rules = self._rules(node)
        return frozenset(str(arg) for rule in rules for arg in rule.args if not rule.slot.url)

    def read(self, node: ast.Call, scope: Scope) -> None:
        """Add what the call refers to."""
        for rule in self._rules(node):
            slot = self._adjust(rule, node)
            if slot is None:
                continue
            if rule.join:
                self._joined(rule, slot, node, scope)
                continue
            for arg in rule.args:
                value = _argument(node, arg)
                if value is not None:
                    self._add(value, slot, scope)
        self.member(node.func, node)

    def _adjust(self, rule: Call, node: ast.Call) -> Slot | None:
        given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if rule.needs and not _true(given.get(rule.needs)):
            return None
        source = given.get("source")
        if rule.call == "load" and isinstance(source, ast.Constant) and source.value == "local":
            return None
        if rule.call.startswith("push_to_hub") and isinstance(node.func, ast.Attribute):
            receiver = slot_of((dotted(node.func.value).rsplit(".", 1)[-1], "path"))
            return rule.slot.but(kind=receiver.kind) if receiver else rule.slot
        kind = given.get("repo_type")
        if isinstance(kind, ast.Constant):
            return rule.slot.but(kind=kind.value) if kind.value in ("model", "dataset") else None
        return rule.slot

    def _add(self, value: ast.expr, slot: Slot, scope: Scope) -> None:
        key = _key(value)
        if key and neutral(key):
            self.sink.reads.setdefault(fold(key), set()).add(slot.kind)
        told = (
            slot_of((dotted(value),))
            if slot.url and isinstance(value, ast.Name | ast.Attribute)
            else None
        )
        slot = slot.but(kind=told.kind) if told and told.role == "use" else slot
        texts = self.constants.of(value, scope)
        option = (
            isinstance(value, ast.Attribute)
            and slot.bare
            and mostly_unknown([text.text for text in texts], slot.but(bare=False))
        )
        for text in texts:
            if text.text in self.saved or (
                option and "/" not in text.text
            ):  # short names that the code maps to others
                continue
            direct = isinstance(value, ast.Constant)
            self.sink.add(
                text.text,
                text.line,
                slot if direct else slot.but(confidence="medium" if text.joined else "high"),
                joined=text.joined,
            )

    def _joined(self, rule: Call, slot: Slot, node: ast.Call, scope: Scope) -> None:
        groups: list[list[Text]] = []
        for group in rule.join:
            values = [
                value for value in (_argument(node, arg) for arg in group) if value is not None
            ]
            groups.append([text for value in values for text in self.constants.of(value, scope)])
        if not groups[0]:
            return
        if not groups[1] and "pretrained" in rule.join[1]:
            self._add_first(groups[0], rule.slot)
            return
        for first, second in list(product(groups[0][:12], groups[1][:12] or [Text("", 0)]))[:48]:
            if (slot.shape and not re.fullmatch(slot.shape, first.text)) or is_placeholder(
                first.text
            ):
                continue
            name = (
                slot.zoo.replace("{0}", re.sub(r":[\w./-]+$", "", first.text))
                .replace("{1}", second.text)
                .rstrip(":")
            )
            self.sink.add(name, first.line, slot.but(zoo="{}", shape=""))

    def _add_first(self, texts: list[Text], slot: Slot) -> None:
        for text in texts:
            if text.text.startswith(("hf-hub:", "hf_hub:")):
                self.sink.add(text.text, text.line, Slot("model", slot.how, use=slot.use))

    def member(self, node: ast.expr, call: ast.Call | None = None) -> None:
        """Add a member of a module of models or data sets."""
        if not isinstance(node, ast.Attribute | ast.Name):
            return
        full = self.full(node)
        for rule in tables.members().get(full.partition(".")[0], ()):
            name = self._member_name(rule, full)
            if name and (call is not None or rule.uncalled) and _fetches(rule, call):
                name = re.sub(rule.strip, "", name) if rule.strip else name
                slot = rule.slot
                self.sink.add(name, node.lineno, slot)

    @staticmethod
    def _member_name(rule: Member, full: str) -> str:
        if not full.startswith(rule.of + "."):
            return ""
        parts = full[len(rule.of) + 1 :].split(".")
        if rule.parent_of:
            return (
                parts[0]
                if parts[1:] == [rule.parent_of] and rule.member.fullmatch(parts[0])
                else ""
            )
        name = parts[-1] if len(parts) <= 2 else ""
        name = parts[0] if rule.uncalled else name
        return name if rule.member.fullmatch(name) and name not in rule.excluded else ""


def _key(node: ast.expr) -> str:
    """Return the key in `table["key"]`, `table.get("key")` or `thing.key`."""
    if isinstance(node, ast.Subscript):
        node = node.slice
    elif isinstance(node, ast.Call) and dotted(node.func).endswith(".get") and node.args:
        node = node.args[0]
    elif isinstance(node, ast.Attribute):
        return node.attr
    return (
        node.value
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value
        else ""
    )


def _argument(node: ast.Call, arg: int | str) -> ast.expr | None:
    if isinstance(arg, int):
        return (
            node.args[arg]
            if arg < len(node.args) and not isinstance(node.args[arg], ast.Starred)
            else None
        )
    return next((keyword.value for keyword in node.keywords if keyword.arg == arg), None)


def _true(value: ast.expr | None) -> bool:
    return value is not None and not (isinstance(value, ast.Constant) and not value.value)


def _fetches(rule: Member, call: ast.Call | None) -> bool:
    if not rule.needs:
        return True
    if call is None:
        return False
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if call.args and "pretrained" in rule.needs and _true(call.args[0]):
        return True
    named = [given[name] for name in rule.needs if name in given]
    return any(_true(value) for value in named) or (rule.absent and not named)
