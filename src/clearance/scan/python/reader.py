"""References in Python sources, by their syntax tree; what a call means stands in calls.yml."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from clearance.scan import keys
from clearance.scan.names import CROWD, mostly_unknown
from clearance.scan.python.bindings import Gather, defaults, option_values
from clearance.scan.python.calls import Calls
from clearance.scan.python.constants import Constants, Scope, Text, dotted
from clearance.scan.python.walker import Walker
from clearance.scan.shell.words import Word, words
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.collector import Sink

DEEPEST = 6
_WIDEST = 400


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

    def _texts(self, node: ast.expr) -> list[Text]:
        return self.constants.of(node, self.scope)

    # Places with a name

    def _value(self, path: tuple[str, ...], node: ast.expr, depth: int = 0) -> None:
        """Read what stands under a key path: a string, or a table of them."""
        if depth > DEEPEST:
            return
        if isinstance(node, ast.Dict):
            self._mapping(path, node, depth)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            if not self._subsets(path, node):
                for part in node.elts[:_WIDEST]:
                    self._value((*path, "-"), part, depth + 1)
        elif isinstance(node, ast.Call) and dotted(node.func).rsplit(".", 1)[-1] in (
            "dict",
            "DictDefault",
            "OrderedDict",
            "EasyDict",
            "DictConfig",
            "Namespace",
        ):
            for keyword in node.keywords:
                self._value((*path, keyword.arg or "-"), keyword.value, depth + 1)
            for arg in node.args[:1]:
                self._value(path, arg, depth + 1)
        elif not isinstance(node, ast.Call) or self._plain(node):
            self._leaf(path, node)

    @staticmethod
    def _subsets(path: tuple[str, ...], node: ast.List | ast.Tuple | ast.Set) -> bool:
        """Tell whether a list under a name for data sets holds names of tasks or subsets."""
        slot = keys.slot_of((*path, "-")) if len(node.elts) >= CROWD else None
        if slot is None or slot.kind != "dataset":
            return False
        texts = [
            part.value
            for part in node.elts
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        return len(texts) == len(node.elts) and mostly_unknown(texts, slot)

    @staticmethod
    def _plain(node: ast.Call) -> bool:
        last = dotted(node.func).rsplit(".", 1)[-1]
        return last in (
            "getenv",
            "get",
            "getattr",
            "Field",
            "field",
            "Option",
            "Argument",
            "format",
            "join",
            "str",
            "Query",
            "setdefault",
            "env",
            "config",
            "cast",
            "Parameter",
            "pop",
        )

    def _leaf(self, path: tuple[str, ...], node: ast.expr) -> None:
        slot = keys.slot_of(path)
        if slot is None:
            return
        for text in self._texts(node)[:_WIDEST]:
            how = f"name {path[-1] if path[-1] != '-' else path[0]}"
            confidence = "medium" if text.joined else slot.confidence
            self.sink.add(
                text.text, text.line, slot.but(how=how, confidence=confidence), joined=text.joined
            )

    def _mapping(self, path: tuple[str, ...], node: ast.Dict, depth: int) -> None:
        names = keys.names_as_keys(path)
        for key, value in zip(node.keys[:_WIDEST], node.values[:_WIDEST], strict=False):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                if names and "/" in key.value:
                    self.sink.add(key.value, key.lineno, names)
                self._value((*path, key.value), value, depth + 1)
            elif not (isinstance(key, ast.Attribute) and _MIRROR.search(key.attr)):
                self._value((*path, "-"), value, depth + 1)

    def _target(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return node.attr
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            return str(node.slice.value)
        return ""

    def visit_Assign(self, node: ast.Assign) -> None:  # noqa: N802 — named by ast
        """Read a variable, attribute or item with a telling name."""
        for target in node.targets:
            if isinstance(node.value, ast.List | ast.Tuple | ast.Set) and self._only_compared(
                self._target(target)
            ):
                return
            if (
                isinstance(target, ast.Tuple)
                and isinstance(node.value, ast.Tuple)
                and len(target.elts) == len(node.value.elts)
            ):
                for one, part in zip(target.elts, node.value.elts, strict=True):
                    self._value(self._path(self._target(one)), part)
            elif self._target(target):
                self._value(self._path(self._target(target)), node.value)
        self.generic_visit(node)

    def _only_compared(self, name: str) -> bool:
        """Tell whether the file uses a list only to ask whether something is in it."""
        if f" in {name}" not in self.sink.text or keys.slot_of((name, "-")) is None:
            return False
        uses = len(re.findall(rf"\b{re.escape(name)}\b", self.sink.text)) - 1
        asked = (
            re.findall(
                rf"\b(for\s[^\n]{{0,80}})?\bin\s+{re.escape(name)}\b(?!\s*[\[.(+])", self.sink.text
            )
            if uses > 0
            else []
        )
        return uses > 0 and len(asked) == uses and not any(asked)

    def _path(self, name: str) -> tuple[str, ...]:
        return (self.owner, name) if self.owner and self.scope is None else (name,)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:  # noqa: N802 — named by ast
        """Read a variable or field with a type."""
        if node.value is not None and self._target(node.target):
            self._value(self._path(self._target(node.target)), node.value)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802 — named by ast
        """Fields know the class around them: OllamaSettings.model."""
        before, self.owner = self.owner, node.name
        self.generic_visit(node)
        self.owner = before

    def visit_Dict(self, node: ast.Dict) -> None:  # noqa: N802 — named by ast
        """Read a dictionary that stands anywhere."""
        self._mapping((), node, 0)
        self.generic_visit(node)

    # Functions and calls

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        for name, default in defaults(node.args):
            self._value((name,), default)
        before, self.scope = self.scope, node
        self.generic_visit(node)
        self.scope = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:  # noqa: N802 — named by ast
        """Defaults of arguments with telling names."""
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:  # noqa: N802 — named by ast
        """Defaults of arguments with telling names."""
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:  # noqa: N802 — named by ast
        """Defaults of arguments with telling names."""
        self._function(node)

    def visit_Call(self, node: ast.Call) -> None:  # noqa: N802 — named by ast
        """Read a call that the table knows, an option with a default, keywords with telling names."""
        self.sink.tick()
        self.calls.read(node, self.scope)
        if (
            node.args
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _RUNNERS
            and _RUNS.match(self.calls.full(node.func))
        ):
            self.sink.commands += self._commands(node.args[0])
        for option, value in option_values(node):
            self._value((option,), value)
        if not _silent(dotted(node.func)):
            taken = self.calls.handled(node)
            for keyword in node.keywords:
                if keyword.arg and keyword.arg not in taken:
                    self._value(
                        ("call " + dotted(node.func).rsplit(".", 1)[-1], keyword.arg), keyword.value
                    )
        self.generic_visit(node)

    def _commands(self, node: ast.expr) -> list[list[Word]]:
        """Return the command lines in what is given to a shell: one string, or a list of words."""
        if isinstance(node, ast.List | ast.Tuple):
            parts = [Word(self._spelled(part), part.lineno) for part in node.elts]
            shells = len(parts) == 1 or parts[0].text in ("bash", "sh")
            return (
                [one for part in parts for one in words(part.text, part.line)]
                if shells and parts
                else [parts]
            )
        return list(words(self._spelled(node), node.lineno))

    def _spelled(self, node: ast.expr) -> str:
        """Return a string with `$_` where it is not known."""
        if isinstance(node, ast.JoinedStr):
            return "".join(
                self._spelled(part.value if isinstance(part, ast.FormattedValue) else part)
                for part in node.values
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._spelled(node.left) + self._spelled(node.right)
        texts = self._texts(node)
        return texts[0].text if len(texts) == 1 else "$_"

    def visit_Attribute(self, node: ast.Attribute) -> None:  # noqa: N802 — named by ast
        """Read a bundle that is used without a call."""
        self.calls.member(node)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:  # noqa: N802 — named by ast
        """Read a URL of weights or data, wherever it stands."""
        if (
            isinstance(node.value, str)
            and node.value[:4].lower() in ("http", "ftp:")
            and " " not in node.value
        ):
            self.sink.add_url(node.value, node.lineno, _URL)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:  # noqa: N802 — named by ast
        """Parts of an f-string are no URLs of their own; the whole is read where it is used."""
        head = node.values[0] if node.values else None
        if isinstance(head, ast.Constant) and str(head.value).startswith("http"):
            for text in self._texts(node):
                self.sink.add(
                    text.text,
                    text.line,
                    Slot("dataset", "URL put together", url=True, confidence="medium"),
                    joined=True,
                )
            return
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)


def _silent(name: str) -> bool:
    """Tell whether a call only says something: its keywords name nothing that is used."""
    return bool(_SAYS.search(name))


_RUNNERS = frozenset(
    ("system", "popen", "run", "call", "check_call", "check_output", "Popen", "getoutput")
)
_RUNS = re.compile(r"(?:os|subprocess)\.\w+$")
_MIRROR = re.compile(r"modelscope|openmind|modelers|^ms$", re.IGNORECASE)
_URL = Slot("", "URL", confidence="medium")
_SAYS = re.compile(
    r"(^|\.)(print|debug|info|warning|error|exception|log|add_argument|add_option|format|update_layout|Namespace_)$"
)


def fenced(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the docstring of a module and the line it starts on."""
    first = tree.body[0] if tree.body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        yield first.value.value, first.value.lineno
