"""References in shell: scripts, Makefiles, Dockerfiles, commands of workflows and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearance.scan import keys, plain, tables
from clearance.scan.names import mostly_unknown
from clearance.scan.python.reader import find as find_in_python
from clearance.scan.shell.programs import find_rule, program, read_by_rule, read_fetched
from clearance.scan.shell.values import read_pairs, read_values
from clearance.scan.shell.variables import VALUES, Shell
from clearance.scan.shell.words import Word, position, words
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from clearance.scan.collector import Sink

__all__ = ["Shell", "find", "read_command"]

_ASSIGNMENT = re.compile(r"^([A-Za-z_]\w*)\+?[:?]?=(.*)$", re.DOTALL)
_MAKE_OPERATORS = (":=", "?=", "=", "+=")
_BEFORE_ASSIGNMENTS = frozenset(
    "export declare local readonly ENV ARG set -x env -e setenv SET".split()
)
_NO_NAMES = frozenset("echo printf # cd mkdir rm cp mv ls".split())
"""Programs whose words name nothing that is used."""
_OVERRIDE = re.compile(r"^[+~]*[A-Za-z_][\w./@-]*=.+$", re.DOTALL)
_NO_ARGUMENTS = range(0)
_ARGUMENT = Slot("model", "argument of a script", confidence="low")


def find(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add the references of a script to the sink."""
    shell = Shell(sink)
    for command in words(text, first_line):
        sink.tick()
        read_command(command, shell)


def read_command(command: list[Word], shell: Shell) -> None:
    """Add the references of one command."""
    rest = _without_assignments(command, shell)
    if not rest or rest[0].text in _NO_NAMES:
        return
    if _is_loop(rest):
        _loop(rest, shell)
        return
    match = find_rule(rest)
    if match:
        read_by_rule(*match, shell)
    read_fetched(rest, shell)
    _flags(rest, shell, _NO_ARGUMENTS if match else _arguments_of_script(rest))


# Assignments and loops


def _without_assignments(command: list[Word], shell: Shell) -> list[Word]:
    """Remember the variables that a command sets; return the words behind them."""
    at = 0
    while at < len(command):
        match = _ASSIGNMENT.match(command[at].text)
        if match:
            at += _assign(match.group(1), match.group(2), command[at:], shell)
        elif command[at].text not in _BEFORE_ASSIGNMENTS:
            break
        at += 1
    _docker_assignment(command, shell)
    return _without_make_assignment(command[at:], shell)


def _docker_assignment(command: list[Word], shell: Shell) -> None:
    """Read `ENV NAME value` of a Dockerfile."""
    if len(command) == 3 and command[0].text == "ENV":
        _assign(command[1].text, command[2].text, command[1:], shell)


def _without_make_assignment(command: list[Word], shell: Shell) -> list[Word]:
    """Read `NAME := value` of a Makefile."""
    if len(command) > 2 and command[1].text in _MAKE_OPERATORS:
        _assign(command[0].text, command[2].text, command[2:], shell)
        return []
    return command


def _assign(name: str, value: str, command: list[Word], shell: Shell) -> int:
    """Remember a variable; return how many words beyond the first it took."""
    line, taken = command[0].line, 0
    values = [value]
    if value.startswith("("):
        taken = _closing(command)
        values = _elements(value, command[1 : taken + 1])
    else:
        _command_in_value(value, line, shell)
        if " " in value.strip():
            values = [value, *value.split()]
    values = shell.expand_each(filter(None, values))
    shell.remember(name, values)
    _add_values(name, values, line, shell)
    return taken


def _closing(command: list[Word]) -> int:
    """Return the place of the word that closes an array; 0 where none does."""
    at = position(command, lambda word: word.text.endswith(")"))
    return at if at < len(command) else 0


def _elements(first: str, further: list[Word]) -> list[str]:
    return [text.strip("()\"'") for text in (first, *(word.text for word in further))]


def _command_in_value(value: str, line: int, shell: Shell) -> None:
    """Read a command line that is run later."""
    if " --" in value:
        for command in words(value, line):
            _flags(command, shell, _arguments_of_script(command))


def _add_values(name: str, values: list[str], line: int, shell: Shell) -> None:
    how = f"variable {name}"
    slot = keys.slot_of((name,))
    for value in values:
        if slot:
            shell.sink.add(value, line, slot.but(how=how, confidence="medium"))
        if value.startswith("http"):
            shell.sink.add_url(value, line, Slot("", how, confidence="medium"))


def _is_loop(command: list[Word]) -> bool:
    return len(command) > 3 and command[0].text == "for" and command[2].text == "in"


def _loop(command: list[Word], shell: Shell) -> None:
    """Read `for name in value value`."""
    name, listed = command[1].text, command[3:]
    values = shell.expand_each(word.text for word in listed if word.text != "do")
    shell.variables[name] = values[:VALUES]
    slot = keys.slot_of((name,))
    if slot and not mostly_unknown(values, slot):
        slot = slot.but(how=f"loop over {name}", confidence="medium")
        for word in listed:
            shell.sink.add(word.text, word.line, slot)


# Flags and arguments


def _arguments_of_script(command: list[Word]) -> range:
    """Return the places of the words that a script is given before any flag."""
    script = position(command, lambda word: _is_script(word.text))
    flag = position(command, lambda word: word.is_flag, script)
    return range(script + 1, flag + 1)


def _is_script(text: str) -> bool:
    return text.endswith((".py", ".sh"))


def _flags(command: list[Word], shell: Shell, arguments: range) -> None:
    """Add what flags, overrides, JSON and the arguments of a script name."""
    at = 0
    while at < len(command):
        if command[at].is_flag and command[at].text != "-":
            at = _flag(command, at, shell)
        else:
            _free_word(command, at, shell, arguments)
            at += 1


def _free_word(command: list[Word], at: int, shell: Shell, arguments: range) -> None:
    word = command[at]
    if _is_json(word.text):
        plain.find(word.text, shell.sink, first_line=word.line)
    elif at and _OVERRIDE.match(word.text):
        _override(word, shell)
    elif at in arguments:
        _argument(word, shell)


def _is_json(text: str) -> bool:
    return "{" in text and '"' in text


def _flag(command: list[Word], at: int, shell: Shell) -> int:
    """Read one flag; return the place of the first word behind it and its values."""
    name = command[at].text.partition("=")[0]
    if name == "-c" and at + 1 < len(command):
        _inline(command[at + 1], shell)
        return at + 2
    if not name.startswith("--") and len(name) < 4:
        _short_flag(command, at, shell)
        return at + 1
    return _long_flag(command, at, shell)


def _long_flag(command: list[Word], at: int, shell: Shell) -> int:
    word = command[at]
    name, equals, value = word.text.partition("=")
    slot = keys.slot_of((name.lstrip("-"),))
    if slot is None:
        return at + 1
    slot = slot.but(how=f"flag {name}", confidence="high")
    end = at + 1 if equals else _end_of_values(command, at + 1, name.lstrip("-"))
    for given in [Word(value, word.line)] if equals else command[at + 1 : end]:
        read_values(given, slot, shell)
    return end


def _end_of_values(command: list[Word], start: int, name: str) -> int:
    """Return the place behind the values of a flag: one value, or all up to the next flag."""
    following = position(command, lambda word: word.is_flag, start)
    return following if keys.takes_many(name) else min(start + 1, following)


def _short_flag(command: list[Word], at: int, shell: Shell) -> None:
    """Read `-m name`, but for `python -m module`."""
    flag = command[at].text
    kind = tables.load("commands")["short_flags"].get(flag)
    starts_module = at and program(command[at - 1]).startswith("python")
    if kind and not starts_module and at + 1 < len(command):
        read_values(command[at + 1], Slot(kind, f"flag {flag}", confidence="medium"), shell)


def _inline(word: Word, shell: Shell) -> None:
    """Read the program behind `-c`: Python, or else a shell."""
    try:
        find_in_python(word.text, shell.sink, first_line=word.line)
    except (SyntaxError, ValueError):
        if " " in word.text:
            find(word.text, shell.sink, first_line=word.line)


def _override(word: Word, shell: Shell) -> None:
    """Read `model.name=value` as Hydra does, or pairs of keys and values."""
    if _is_pairs(word.text):
        read_pairs(word.text, word.line, Slot("model", "pairs"), shell)
        return
    path, _, value = word.text.lstrip("+~").partition("=")
    slot = keys.slot_of(tuple(re.split(r"[./@]", path)))
    if slot:
        read_values(Word(value, word.line), slot.but(how=f"override {path}"), shell)


def _is_pairs(text: str) -> bool:
    return "," in text and text.count("=") > 1


def _argument(word: Word, shell: Shell) -> None:
    for text in shell.expand(word.text):
        if not text.startswith("http") and not _is_script(text):
            shell.sink.add(text, word.line, _ARGUMENT)
