"""Output formats: one module each, `render(report) -> str`; modules in an explicit table, imported when asked for."""

from __future__ import annotations

import importlib

from clearance.model import Report

FORMATS = ("text", "json", "sarif", "github", "junit", "markdown", "html")


def render(report: Report, fmt: str, **options: object) -> str:
    """Return a report in one of FORMATS; only text takes options (color, width, verbose, quiet)."""
    module = importlib.import_module(f"clearance.report.{'json_' if fmt == 'json' else fmt}")
    return str(module.render(report, **options))
