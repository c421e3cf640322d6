"""References in shell: scripts, Makefiles, Dockerfiles, `run:` of workflows, commands of documents."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from clearance.scan import keys, tables
from clearance.scan import plain as loose
from clearance.scan.names import Named, mostly_unknown
from clearance.scan.python import reader as python
from clearance.scan.shell.words import Word, words
from clearance.scan.tables import Command, Slot

if TYPE_CHECKING:
    from clearance.scan.collector import Sink

_ASSIGN = re.compile(r"^([A-Za-z_]\w*)\+?[:?]?=(.*)$", re.DOTALL)
_VARIABLE = re.compile(r"\$\{(\w+)(?:\[[^\]\n]*\])?(?::?-([^}]*))?\}|\$\((\w+)\)|\$(\w+)")
_OVERRIDE = re.compile(r"^[+~]*([A-Za-z_][\w./@-]*)=(.+)$", re.DOTALL)
_DATA_REPOSITORY = re.compile(r"(?:^|[-_.])(?:data|datasets?|corpus|corpora)$", re.IGNORECASE)
_SWITCH = re.compile(
    r"^--?(?:resume|quiet|force|local|insecure|verbose|trust|pull|detach|it?$|d$|no-|enable|disable|unzip)[\w-]*$"
)
_MODEL_WORDS = re.compile(
    r"(?:^|[\s/_.-])(?:models?|weights?|checkpoints?|ckpts?|pretrained)(?:[\s/_.-]|$)",
    re.IGNORECASE,
)
_HUB_SSH = re.compile(r"^(?:ssh://)?git@(?:hf\.co|huggingface\.co)[:/]")
VALUES = 24
_BETWEEN = {False: re.compile(r"[,;\s]+"), True: re.compile(r"[,;\s+]+")}
"""between names of models, and of data sets, which some trainers join by a plus sign"""


@dataclass
class Shell:
    """The variables of one script and the sink it fills."""

    sink: Sink
    variables: dict[str, list[str]] = field(default_factory=dict)

    def expand(self, text: str) -> list[str]:
        """Return what a word stands for once variables of the script are put in."""
        found = [text]
        for _ in range(4):
            if not any("$" in one for one in found):
                break
            found = [new for one in found for new in self._once(one)][:VALUES]
        return found

    def _once(self, text: str) -> list[str]:
        match = _VARIABLE.search(text)
        if not match:
            return [text]
        name = match.group(1) or match.group(3) or match.group(4)
        values = self.variables.get(name) or ([match.group(2)] if match.group(2) else [])
        return [text[: match.start()] + value + text[match.end() :] for value in values] or [text]


def find(text: str, sink: Sink, *, first_line: int = 1) -> None:
    """Add the references of a script to the sink."""
    shell = Shell(sink)
    for command in words(text, first_line):
        sink.tick()
        read_command(command, shell)


def read_command(command: list[Word], shell: Shell) -> None:
    """Add the references of one command."""
    rest = _assignments(command, shell)
    if not rest or rest[0].text in ("echo", "printf", "#", "cd", "mkdir", "rm", "cp", "mv", "ls"):
        return
    if rest[0].text == "for" and len(rest) > 3 and rest[2].text == "in":
        _loop(rest, shell)
        return
    rule, start = _rule(rest)
    if rule:
        _by_rule(rule, rest, start, shell)
    _fetched(rest, shell)
    _flags(rest, shell, rule)


def _assignments(command: list[Word], shell: Shell) -> list[Word]:
    at = 0
    while at < len(command):
        text = command[at].text
        match = _ASSIGN.match(text)
        if text in (
            "export",
            "declare",
            "local",
            "readonly",
            "ENV",
            "ARG",
            "set",
            "-x",
            "env",
            "-e",
            "setenv",
            "SET",
        ):
            at += 1
        elif match:
            at += 1 + _assign(match.group(1), match.group(2), command[at:], shell)
        else:
            break
    if command and command[0].text == "ENV" and len(command) == 3:
        _assign(command[1].text, command[2].text, command[1:], shell)
    return _make_assignment(command[at:], shell)


def _make_assignment(rest: list[Word], shell: Shell) -> list[Word]:
    """Read `NAME := value` of a Makefile and `- NAME=value`."""
    if len(rest) > 2 and rest[1].text in (":=", "?=", "=", "+="):
        _assign(rest[0].text, rest[2].text, rest[2:], shell)
        return []
    return rest


def _assign(name: str, value: str, words_: list[Word], shell: Shell) -> int:
    """Remember a variable; return how many words beyond the first it took."""
    line, taken = words_[0].line, 0
    values = [value]
    if " --" in value and not value.startswith("("):  # a command line that is run later
        for command in words(value, line):
            _flags(command, shell, None)
    if value.startswith("("):
        closing = next((at for at, word in enumerate(words_) if word.text.endswith(")")), 0)
        values = [
            part.strip("()\"'")
            for part in (value, *(word.text for word in words_[1 : closing + 1]))
        ]
        taken = closing
    elif " " in value.strip():
        values = [value, *value.split()]
    values = [new for one in values if one for new in shell.expand(one)]
    shell.variables.setdefault(name, [])
    shell.variables[name] = (shell.variables[name] + values)[:VALUES]
    slot = keys.slot_of((name,))
    for one in values:
        if slot:
            shell.sink.add(one, line, slot.but(how=f"variable {name}", confidence="medium"))
        if one.startswith("http"):
            shell.sink.add_url(one, line, Slot("", f"variable {name}", confidence="medium"))
    return taken


def _loop(rest: list[Word], shell: Shell) -> None:
    name = rest[1].text
    values = [new for word in rest[3:] if word.text != "do" for new in shell.expand(word.text)]
    shell.variables[name] = values[:VALUES]
    slot = keys.slot_of((name,))
    if slot and not mostly_unknown(values, slot):
        for word in rest[3:]:
            shell.sink.add(
                word.text, word.line, slot.but(how=f"loop over {name}", confidence="medium")
            )


@cache
def _wrappers() -> frozenset[str]:
    return frozenset(tables.load("commands")["wrappers"])


@cache
def _fetchers() -> frozenset[str]:
    return frozenset(tables.load("commands")["fetchers"])


def _base(text: str) -> str:
    return text.rsplit("/", 1)[-1].lstrip("@")


def _rule(command: list[Word]) -> tuple[Command | None, int]:
    start = next(
        (
            at
            for at, word in enumerate(command)
            if _base(word.text) not in _wrappers() and "=" not in word.text
        ),
        0,
    )
    names = [_base(word.text) for word in command[:40]]
    for rule in tables.commands():
        size = len(rule.run)
        places = range(len(names) - size + 1) if size > 1 else [start]
        for at in places:
            if tuple(names[at : at + size]) == rule.run:
                return rule, at + size
    return None, 0


def _by_rule(rule: Command, command: list[Word], start: int, shell: Shell) -> None:
    slot = rule.slot
    rest = command[start:]
    texts = [word.text for word in rest]
    if "--repo-type=dataset" in texts or any(
        texts[at : at + 2]
        in (["--repo-type", "dataset"], ["--type", "dataset"], ["--dataset", "true"])
        for at in range(len(texts))
    ):
        slot = slot.but(kind="dataset")
    if "--repo-type=space" in texts or "space" in texts[:4]:
        return
    for word in _arguments(rest, rule):
        added = [shell.sink.add(text, word.line, slot) for text in shell.expand(word.text)]
        if any(added) and rule.take == "arg1":
            break
    for flag, kind in rule.flags:
        for at, word in enumerate(rest[:-1]):
            if word.text == flag:
                _values(
                    rest[at + 1], slot.but(kind=kind, how=f"flag {flag} of {rule.run[0]}"), shell
                )
            elif word.text.startswith(flag + "="):
                _values(
                    Word(word.text.split("=", 1)[1], word.line),
                    slot.but(kind=kind, how=f"flag {flag}"),
                    shell,
                )


def _arguments(rest: list[Word], rule: Command) -> list[Word]:
    """Return the words that can be arguments: all but flags and, most of the time, what follows
    one.
    """
    if rule.take == "none":
        return []
    free: list[Word] = []
    for before, word in zip([None, *rest], rest, strict=False):
        flagged = (
            before is not None
            and before.text.startswith("-")
            and "=" not in before.text
            and not _SWITCH.match(before.text)
        )
        if not word.text.startswith("-") and not flagged:
            free.append(word)
    return free[: 30 if rule.take == "args" else 2]


def _fetched(command: list[Word], shell: Shell) -> None:
    names = [_base(word.text) for word in command[:40]]
    if not any(name in _fetchers() for name in names):
        return
    others = " ".join(word.text for word in command if "://" not in word.text)
    hint = "model" if _MODEL_WORDS.search(others) or _MODEL_WORDS.search(shell.sink.path) else ""
    for word in command:
        for text in shell.expand(word.text):
            ssh = _HUB_SSH.match(text)
            url = "https://huggingface.co/" + text[ssh.end() :] if ssh else text
            if not url.startswith(("http://", "https://", "ftp://")):
                continue
            added = shell.sink.add_url(
                url, word.line, Slot(hint, f"command {names[0]}"), plain=True
            )
            name = url.rstrip("/").removesuffix(".git").rsplit("/", 1)[-1]
            if (
                not added
                and "clone" in names
                and "github.com" in url
                and _DATA_REPOSITORY.search(name)
            ):
                shell.sink.put(
                    _named(url), url, word.line, Slot("dataset", "git clone", confidence="low")
                )


def _named(url: str) -> Named:
    """Return a repository of data as a data set."""
    return Named("dataset", url.rstrip("/").removesuffix(".git"))


def _flags(command: list[Word], shell: Shell, rule: Command | None) -> None:
    script = next(
        (at for at, word in enumerate(command) if word.text.endswith((".py", ".sh"))), len(command)
    )
    skip_to = 0
    for at, word in enumerate(command):
        if at < skip_to:
            continue
        text = word.text
        if text.startswith("-") and len(text) > 1:
            skip_to = _flag(command, at, shell)
        elif "{" in text and '"' in text:
            loose.find(text, shell.sink, first_line=word.line)
        elif at and _OVERRIDE.match(text):
            _override(word, shell)
        elif (
            at > script
            and not rule
            and not any(one.text.startswith("-") for one in command[script:at])
        ):
            _positional(word, shell)


def _flag(command: list[Word], at: int, shell: Shell) -> int:
    word = command[at]
    name, equals, value = word.text.partition("=")
    if name == "-c" and at + 1 < len(command):
        _inline(command[at + 1], shell)
        return at + 2
    if not name.startswith("--") and len(name) < 4:
        return _short(command, at, shell)
    slot = keys.slot_of((name.lstrip("-"),))
    if slot is None:
        return at + 1
    slot = slot.but(how=f"flag {name}", confidence="high")
    if equals:
        _values(Word(value, word.line), slot, shell)
        return at + 1
    end = at + 1
    while end < len(command) and not command[end].text.startswith("-"):
        if end > at + 1 and not keys.takes_many(name.lstrip("-")):
            break
        _values(command[end], slot, shell)
        end += 1
    return end


def _short(command: list[Word], at: int, shell: Shell) -> int:
    kind = tables.load("commands")["short_flags"].get(command[at].text)
    wrapped = at and _base(command[at - 1].text).startswith("python")
    if kind and not wrapped and at + 1 < len(command):
        _values(command[at + 1], Slot(kind, f"flag {command[at].text}", confidence="medium"), shell)
    return at + 1


def _inline(word: Word, shell: Shell) -> None:
    try:
        python.find(word.text, shell.sink, first_line=word.line)
    except (SyntaxError, ValueError):
        if " " in word.text:
            find(word.text, shell.sink, first_line=word.line)


def _override(word: Word, shell: Shell) -> None:
    match = _OVERRIDE.match(word.text)
    if match and "," in word.text and word.text.count("=") > 1:
        _pairs(word.text, word.line, Slot("model", "pairs"), shell)
    elif match:
        slot = keys.slot_of(tuple(re.split(r"[./@]", match.group(1))))
        if slot:
            _values(
                Word(match.group(2), word.line), slot.but(how=f"override {match.group(1)}"), shell
            )


def _positional(word: Word, shell: Shell) -> None:
    slot = Slot("model", "argument of a script", confidence="low")
    for text in shell.expand(word.text):
        if not text.startswith("http") and not text.endswith((".py", ".sh")):
            shell.sink.add(text, word.line, slot)


def _values(word: Word, slot: Slot, shell: Shell) -> None:
    """Read one value of a flag: a name, a list, `key=value` pairs, or JSON."""
    texts = shell.expand(word.text)
    if mostly_unknown(texts, slot):
        return
    for text in texts:
        if "=" in text and "://" not in text:
            _pairs(text, word.line, slot, shell)
        elif text[:1] in "[{" and text:
            _literal(text, word.line, slot, shell)
        else:
            for part in (
                re.split(_BETWEEN[slot.kind == "dataset"], text) if "://" not in text else [text]
            ):
                shell.sink.add(part, word.line, slot)


def _pairs(text: str, line: int, slot: Slot, shell: Shell) -> None:
    table: dict[str, str] = tables.load("commands")["pairs"]
    for part in text.split(","):
        key, _, value = part.partition("=")
        kind = table.get(key.strip())
        if kind and value:
            shell.sink.add(value, line, slot.but(kind=kind, how=f"{slot.how} {key}="))


def _literal(text: str, line: int, slot: Slot, shell: Shell) -> None:
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        value = re.split(r"[\s,\[\]{}\"']+", text)
    for part in value if isinstance(value, list | tuple | set | dict) else [value]:
        if isinstance(part, str):
            shell.sink.add(part, line, slot)
