"""Reads the calls of one Python file against calls.yml."""

from __future__ import annotations

import ast
import re
from itertools import islice, product
from typing import TYPE_CHECKING

from clearance.scan import tables
from clearance.scan.keys import fold, neutral, slot_of
from clearance.scan.names import is_placeholder, mostly_unknown
from clearance.scan.python.members import is_true, members
from clearance.scan.python.values import Scope, Text, dotted, keywords_of, last_name, literal_text
from clearance.scan.tables import Call, Slot

if TYPE_CHECKING:
    from clearance.scan.collector import Sink
    from clearance.scan.python.bindings import Gather
    from clearance.scan.python.constants import Constants

_WRITE_OR_READ_FILES = (
    "load_from_disk",
    "save_pretrained",
    "save",
    "save_to_disk",
    "save_model",
)
_MOST_TEXTS = 12
_MOST_JOINED = 48


class Calls:
    """Knows the imports of one file and which rules its calls meet."""

    def __init__(self, sink: Sink, constants: Constants, gather: Gather) -> None:
        self.sink = sink
        self.constants = constants
        self.imports = gather.imports
        self.saved = _saved(gather)

    def full(self, node: ast.expr) -> str:
        """Return the dotted name of what is called, aliases of imports replaced."""
        head, _, rest = dotted(node).partition(".")
        known = self.imports.get(head, head)
        return f"{known}.{rest}" if rest else known

    def _rules(self, node: ast.Call) -> list[Call]:
        full = self.full(node.func)
        last = full.rsplit(".", 1)[-1]
        rules = tables.calls().get(last, ())
        return [rule for rule in rules if self._meets(rule, full, node.func)] if rules else []

    def _meets(self, rule: Call, full: str, function: ast.expr) -> bool:
        """Tell whether a call is the one of a rule, and not a namesake of another library."""
        if not rule.of or any(full.startswith(f"{package}.") for package in rule.of):
            return True
        imported = dotted(function).split(".", 1)[0] in self.imports
        return rule.loose and not imported and "." not in full

    def handled(self, node: ast.Call) -> frozenset[str]:
        """Return the keywords that rules already read, so that no general rule reads them again."""
        rules = self._rules(node)
        return frozenset(str(arg) for rule in rules for arg in rule.args if not rule.slot.url)

    def read(self, node: ast.Call, scope: Scope) -> None:
        """Add what the call refers to."""
        for rule in self._rules(node):
            slot = _slot(rule, node)
            if slot and rule.join:
                self._add_joined(rule, slot, node, scope)
            elif slot:
                for value in _arguments(node, rule.args):
                    self._add(value, slot, scope)
        self.member(node.func, node)

    def member(self, node: ast.expr, call: ast.Call | None = None) -> None:
        """Add a member of a module of models or data sets."""
        if isinstance(node, ast.Attribute | ast.Name):
            for name, slot in members(self.full(node), call):
                self.sink.add(name, node.lineno, slot)

    # One name in one argument

    def _add(self, value: ast.expr, slot: Slot, scope: Scope) -> None:
        self._remember_key(value, slot)
        slot = _of_kind_that_the_name_says(value, slot)
        texts = self.constants.of(value, scope)
        if _is_short_option(value, slot, texts):
            texts = [text for text in texts if "/" in text.text]
        for text in texts:
            if text.text not in self.saved:
                self.sink.add(text.text, text.line, _surely(slot, value, text), joined=text.joined)

    def _remember_key(self, value: ast.expr, slot: Slot) -> None:
        """Remember that this call takes what a key holds, for files that only set the key."""
        key = _key(value)
        if key and neutral(key):
            self.sink.reads.setdefault(fold(key), set()).add(slot.kind)

    # One name in two arguments

    def _add_joined(self, rule: Call, slot: Slot, node: ast.Call, scope: Scope) -> None:
        names, variants = (self._texts(node, group, scope) for group in rule.join)
        if not variants and "pretrained" in rule.join[1]:
            self._add_hub_names(names, rule.slot)
            return
        pairs = product(names[:_MOST_TEXTS], variants[:_MOST_TEXTS] or [Text("", 0)])
        for name, variant in islice(pairs, _MOST_JOINED):
            if _fits(name.text, slot):
                text = _filled(slot.zoo, name.text, variant.text)
                self.sink.add(text, name.line, slot.but(zoo="{}", shape=""))

    def _texts(self, node: ast.Call, args: tuple[int | str, ...], scope: Scope) -> list[Text]:
        values = _arguments(node, args)
        return [text for value in values for text in self.constants.of(value, scope)]

    def _add_hub_names(self, texts: list[Text], slot: Slot) -> None:
        for text in texts:
            if text.text.startswith(("hf-hub:", "hf_hub:")):
                self.sink.add(text.text, text.line, Slot("model", slot.how, use=slot.use))


def _saved(gather: Gather) -> frozenset[str]:
    """Return the names that the file itself writes to: no references when they are read back."""
    arguments = gather.names.arguments
    values = [value for name in _WRITE_OR_READ_FILES for value, _ in arguments.get((name, 0), ())]
    return frozenset(text for text in map(literal_text, values) if text is not None)


def _slot(rule: Call, node: ast.Call) -> Slot | None:
    """Return the slot of a rule as this call changes it; None where the rule does not apply."""
    given = keywords_of(node)
    if rule.needs and not is_true(given.get(rule.needs)):
        return None
    if rule.call == "load" and literal_text(given.get("source")) == "local":
        return None
    if rule.call.startswith("push_to_hub") and isinstance(node.func, ast.Attribute):
        return _of_what_is_pushed(rule.slot, node.func.value)
    return _of_type(rule.slot, given.get("repo_type"))


def _of_what_is_pushed(slot: Slot, pushed: ast.expr) -> Slot:
    named = slot_of((last_name(pushed), "path"))
    return slot.but(kind=named.kind) if named else slot


def _of_type(slot: Slot, repo_type: ast.expr | None) -> Slot | None:
    """Return the slot for a type of repository; None for spaces."""
    if not isinstance(repo_type, ast.Constant):
        return slot
    kind = repo_type.value
    return slot.but(kind=kind) if kind in ("model", "dataset") else None


def _of_kind_that_the_name_says(value: ast.expr, slot: Slot) -> Slot:
    """Let the name of a variable with a URL say whether it is a model or a data set."""
    if not slot.url or not isinstance(value, ast.Name | ast.Attribute):
        return slot
    named = slot_of((dotted(value),))
    return slot.but(kind=named.kind) if named and named.role == "use" else slot


def _is_short_option(value: ast.expr, slot: Slot, texts: list[Text]) -> bool:
    """Tell whether an option has short names as its choices, which the code maps to others."""
    if not isinstance(value, ast.Attribute) or not slot.bare:
        return False
    return mostly_unknown([text.text for text in texts], slot.but(bare=False))


def _surely(slot: Slot, value: ast.expr, text: Text) -> Slot:
    """Return the slot, less certain for a string that was put together."""
    if isinstance(value, ast.Constant):
        return slot
    return slot.but(confidence="medium" if text.joined else "high")


def _fits(name: str, slot: Slot) -> bool:
    return not is_placeholder(name) and bool(not slot.shape or re.fullmatch(slot.shape, name))


def _filled(template: str, name: str, variant: str) -> str:
    untagged = re.sub(r":[\w./-]+$", "", name)
    return template.replace("{0}", untagged).replace("{1}", variant).rstrip(":")


def _key(node: ast.expr) -> str:
    """Return the key in `table["key"]`, `table.get("key")` or `thing.key`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    key: ast.expr | None = node
    if isinstance(node, ast.Subscript):
        key = node.slice
    elif isinstance(node, ast.Call) and dotted(node.func).endswith(".get"):
        key = node.args[0] if node.args else None
    text = literal_text(key) or ""
    return "" if " " in text else text


def _arguments(node: ast.Call, args: tuple[int | str, ...]) -> list[ast.expr]:
    """Return what a call gives for some positions and keywords, in their order."""
    values = (_argument(node, arg) for arg in args)
    return [value for value in values if value is not None]


def _argument(node: ast.Call, arg: int | str) -> ast.expr | None:
    if isinstance(arg, str):
        return next((keyword.value for keyword in node.keywords if keyword.arg == arg), None)
    value = node.args[arg] if arg < len(node.args) else None
    return None if isinstance(value, ast.Starred) else value
