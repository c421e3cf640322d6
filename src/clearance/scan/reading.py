"""Reads one file by its kind, and says what was wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearance.scan.collector import TooLong
from clearance.scan.readers import BY_KIND
from clearance.scan.shell.reader import Shell, read_command

if TYPE_CHECKING:
    from clearance.scan.collector import Sink
    from clearance.scan.readers import Reader

_TOO_LONG = "took too long; what was found until then counts"
_NOT_ITS_KIND = (SyntaxError, ValueError)
_OUR_FAULT = (KeyError, TypeError, AttributeError, IndexError, AssertionError)


def read_file(kind: str, sink: Sink) -> str:
    """Add the references of a file; return why it was not read as its kind, or an empty string."""
    reader = BY_KIND[kind]
    try:
        _read(reader, sink)
    except TooLong:
        return _TOO_LONG
    except (RecursionError, MemoryError):
        return "nested too deeply"
    except _NOT_ITS_KIND:
        return _read_broken(reader, sink) or f"does not parse as {kind}, read line by line"
    except _OUR_FAULT as error:
        return _read_broken(reader, sink) or f"internal: {type(error).__name__}"
    return ""


def _read(reader: Reader, sink: Sink) -> None:
    reader.read(sink.text, sink)
    for command in sink.commands:
        read_command(command, Shell(sink))


def _read_broken(reader: Reader, sink: Sink) -> str:
    """Read a file that does not parse; return why it was not read to its end."""
    try:
        reader.read_broken(sink.text, sink)
    except TooLong:
        return _TOO_LONG
    return ""
