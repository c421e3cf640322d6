"""References in Python sources, by their syntax tree; what a call means is in calls.yml."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from clearance.scan import keys
from clearance.scan.names import CROWD, mostly_unknown
from clearance.scan.python.bindings import Gather, defaults
from clearance.scan.python.calls import Calls
from clearance.scan.python.constants import Constants
from clearance.scan.python.options import option_values
from clearance.scan.python.values import Function, Scope, Text, last_name, literal_text
from clearance.scan.python.walker import Walker
from clearance.scan.shell.words import Word, words
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.collector import Sink

DEEPEST = 6
_WIDEST = 400
_URL = Slot("", "URL", confidence="medium")
_JOINED_URL = Slot("dataset", "URL put together", url=True, confidence="medium")

_Collection = ast.List | ast.Tuple | ast.Set
_DICTIONARIES = frozenset("dict DictDefault OrderedDict EasyDict DictConfig Namespace".split())
_GIVE_A_VALUE = frozenset(
    "getenv get getattr Field field Option Argument format join str Query setdefault env config"
    " cast Parameter pop".split()
)
"""Calls whose value belongs to the name beside them; what other calls return is another thing."""
_MIRROR = re.compile(r"modelscope|openmind|modelers|^ms$", re.IGNORECASE)
_ONLY_SAY = frozenset(
    "print debug info warning error exception log add_argument add_option format update_layout"
    " Namespace_".split()
)
"""Calls whose keywords name nothing that is used."""
_RUNNERS = frozenset("system popen run call check_call check_output Popen getoutput".split())
_RUNNER = re.compile(r"(?:os|subprocess)\.\w+$")


def find(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add the references of a module to the sink; raises SyntaxError and ValueError as `ast.parse`
    does.
    """
    tree = ast.parse(text)
    if first_line > 1:
        ast.increment_lineno(tree, first_line - 1)
    gather = Gather()
    gather.visit(tree)
    Reader(sink, gather).visit(tree)


class Reader(Walker):
    """Walks a module and reads every place that calls.yml and keys.yml know."""

    def __init__(self, sink: Sink, gather: Gather) -> None:
        super().__init__()
        self.sink = sink
        self.constants = Constants(gather.names, sink.tick)
        self.calls = Calls(sink, self.constants, gather)
        self.scope: Scope = None
        self.owner = ""
        """the class around"""

    def _texts(self, node: ast.expr) -> list[Text]:
        return self.constants.of(node, self.scope)

    # What is under a name

    def _value(self, path: tuple[str, ...], node: ast.expr, depth: int = 0) -> None:
        """Read what is under a key path: a string, or a table of them."""
        if depth > DEEPEST:
            return
        if isinstance(node, ast.Dict):
            self._dictionary(path, node, depth)
        elif isinstance(node, _Collection):
            self._elements(path, node, depth)
        elif not isinstance(node, ast.Call):
            self._leaf(path, node)
        elif last_name(node.func) in _DICTIONARIES:
            self._called_dictionary(path, node, depth)
        elif last_name(node.func) in _GIVE_A_VALUE:
            self._leaf(path, node)

    def _dictionary(self, path: tuple[str, ...], node: ast.Dict, depth: int) -> None:
        names = keys.names_as_keys(path)
        for key, value in zip(node.keys[:_WIDEST], node.values[:_WIDEST], strict=False):
            name = literal_text(key)
            if key is None or name is None:
                if not _is_mirror(key):
                    self._value((*path, "-"), value, depth + 1)
                continue
            if names and "/" in name:
                self.sink.add(name, key.lineno, names)
            self._value((*path, name), value, depth + 1)

    def _called_dictionary(self, path: tuple[str, ...], node: ast.Call, depth: int) -> None:
        """Read `dict(model="x")`."""
        for keyword in node.keywords:
            self._value((*path, keyword.arg or "-"), keyword.value, depth + 1)
        for argument in node.args[:1]:
            self._value(path, argument, depth + 1)

    def _elements(self, path: tuple[str, ...], node: _Collection, depth: int) -> None:
        if not _lists_subsets(path, node):
            for element in node.elts[:_WIDEST]:
                self._value((*path, "-"), element, depth + 1)

    def _leaf(self, path: tuple[str, ...], node: ast.expr) -> None:
        slot = keys.slot_of(path)
        if slot is None:
            return
        how = f"name {path[-1] if path[-1] != '-' else path[0]}"
        for text in self._texts(node)[:_WIDEST]:
            confidence = "medium" if text.joined else slot.confidence
            place = slot.but(how=how, confidence=confidence)
            self.sink.add(text.text, text.line, place, joined=text.joined)

    # Assignments

    def visit_Assign(self, node: ast.Assign) -> None:
        """Read a variable, attribute or item with a telling name."""
        for target in node.targets:
            if isinstance(node.value, _Collection) and self._only_compared(_name_of(target)):
                return
            for name, value in _names_set(target, node.value):
                self._value(self._path(name), value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Read a variable or field with a type."""
        name = _name_of(node.target)
        if node.value is not None and name:
            self._value(self._path(name), node.value)
        self.generic_visit(node)

    def _path(self, name: str) -> tuple[str, ...]:
        return (self.owner, name) if self.owner and self.scope is None else (name,)

    def _only_compared(self, name: str) -> bool:
        """Tell whether the file uses a list only to ask whether something is in it."""
        if f" in {name}" not in self.sink.text or keys.slot_of((name, "-")) is None:
            return False
        return _is_only_compared(name, self.sink.text)

    # Scopes

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Fields know the class around them: OllamaSettings.model."""
        around, self.owner = self.owner, node.name
        self.generic_visit(node)
        self.owner = around

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read defaults of arguments with telling names."""
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Read defaults of arguments with telling names."""
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Read defaults of arguments with telling names."""
        self._function(node)

    def _function(self, node: Function | ast.Lambda) -> None:
        for name, default in defaults(node.args):
            self._value((name,), default)
        around, self.scope = self.scope, node
        self.generic_visit(node)
        self.scope = around

    # Calls

    def visit_Call(self, node: ast.Call) -> None:
        """Read a call of calls.yml, an option with a default, keywords with telling names."""
        self.sink.tick()
        self.calls.read(node, self.scope)
        if self._runs_a_command(node):
            self.sink.commands += self._commands(node.args[0])
        for option, value in option_values(node):
            self._value((option,), value)
        self._keywords(node)
        self.generic_visit(node)

    def _keywords(self, node: ast.Call) -> None:
        function = last_name(node.func)
        if not node.keywords or function in _ONLY_SAY:
            return
        taken = self.calls.handled(node)
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in taken:
                self._value((f"call {function}", keyword.arg), keyword.value)

    def _runs_a_command(self, node: ast.Call) -> bool:
        if not node.args or not isinstance(node.func, ast.Attribute):
            return False
        return node.func.attr in _RUNNERS and bool(_RUNNER.match(self.calls.full(node.func)))

    def _commands(self, node: ast.expr) -> list[list[Word]]:
        """Return the command lines in what is given to a shell: one string, or a list of words."""
        if not isinstance(node, ast.List | ast.Tuple):
            return list(words(self._spelled(node), node.lineno))
        command = [Word(self._spelled(part), part.lineno) for part in node.elts]
        if len(command) == 1 or command[0].text in ("bash", "sh"):
            return [inner for word in command for inner in words(word.text, word.line)]
        return [command]

    def _spelled(self, node: ast.expr) -> str:
        """Return a string with `$_` where it is not known."""
        if isinstance(node, ast.JoinedStr):
            return "".join(self._spelled(_without_braces(part)) for part in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._spelled(node.left) + self._spelled(node.right)
        texts = self._texts(node)
        return texts[0].text if len(texts) == 1 else "$_"

    # What is read wherever it occurs

    def visit_Dict(self, node: ast.Dict) -> None:
        """Read a dictionary without a name."""
        self._dictionary((), node, 0)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Read a bundle that is used without a call."""
        self.calls.member(node)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Read a URL of weights or data."""
        text = node.value
        if isinstance(text, str) and text[:4].lower() in ("http", "ftp:") and " " not in text:
            self.sink.add_url(text, node.lineno, _URL)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Read a URL that is put together; the parts of an f-string are no URLs of their own."""
        if _begins_with_http(node):
            for text in self._texts(node):
                self.sink.add(text.text, text.line, _JOINED_URL, joined=True)
            return
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)


def _is_mirror(key: ast.expr | None) -> bool:
    """Tell whether a key means another host, where names belong to others."""
    return isinstance(key, ast.Attribute) and bool(_MIRROR.search(key.attr))


def _lists_subsets(path: tuple[str, ...], node: _Collection) -> bool:
    """Tell whether a list under a name for data sets has names of tasks or subsets in it."""
    slot = keys.slot_of((*path, "-")) if len(node.elts) >= CROWD else None
    if slot is None or slot.kind != "dataset":
        return False
    texts = [text for text in map(literal_text, node.elts) if text is not None]
    return len(texts) == len(node.elts) and mostly_unknown(texts, slot)


def _name_of(target: ast.expr) -> str:
    """Return the name, attribute or key that is set; empty for every other target."""
    if isinstance(target, ast.Name | ast.Attribute):
        return last_name(target)
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""


def _names_set(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an assignment sets with what each is set to."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if len(target.elts) == len(value.elts):
            yield from zip(map(_name_of, target.elts), value.elts, strict=True)
    elif name := _name_of(target):
        yield name, value


def _is_only_compared(name: str, text: str) -> bool:
    uses = len(re.findall(rf"\b{re.escape(name)}\b", text)) - 1
    if uses <= 0:
        return False
    compared = rf"\b(for\s[^\n]{{0,80}})?\bin\s+{re.escape(name)}\b(?!\s*[\[.(+])"
    loops = re.findall(compared, text)
    return len(loops) == uses and not any(loops)


def _without_braces(part: ast.expr) -> ast.expr:
    return part.value if isinstance(part, ast.FormattedValue) else part


def _begins_with_http(node: ast.JoinedStr) -> bool:
    head = node.values[0] if node.values else None
    return isinstance(head, ast.Constant) and str(head.value).startswith("http")


def fenced(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the docstring of a module and the line it starts on."""
    first = tree.body[0] if tree.body else None
    if isinstance(first, ast.Expr) and (text := literal_text(first.value)) is not None:
        yield text, first.value.lineno
