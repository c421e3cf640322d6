"""Output formats: one module each, `render(report) -> str` and `several(told) -> str`; imported
when asked for.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line reads FORMATS at start and needs nothing else
    from clearance.model import Report, Several

FORMATS = ("text", "json", "sarif", "github", "junit", "markdown", "html")
"""The formats of a report, as the command line takes them; this is the only list."""


def render(report: Report, fmt: str, **options: object) -> str:
    """Return a report in one of FORMATS, or drawn for a terminal; only text takes options (width,
    verbose, quiet).
    """
    return str(_module(fmt).render(report, **options))


def render_several(told: Several, fmt: str, **options: object) -> str:
    """Return the reports of several paths as one document of a format: one SARIF run, one page, one
    list.
    """
    return str(_module(fmt).several(told, **options))


def _module(fmt: str) -> ModuleType:
    return importlib.import_module(f"clearance.report.{'json_' if fmt == 'json' else fmt}")
