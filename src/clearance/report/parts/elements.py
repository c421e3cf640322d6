"""Elements of HTML and SVG as text: attributes are escaped here, content is markup already."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

Attributes = Mapping[str, object]
"""Attributes in the order in which they are written."""


def element(name: str, attributes: Attributes, *content: str) -> str:
    """Return an element around its content."""
    return f"<{name}{_written(attributes)}>{''.join(content)}</{name}>"


def closed(name: str, attributes: Attributes) -> str:
    """Return an element without content, as SVG closes it."""
    return f"<{name}{_written(attributes)}/>"


def _written(attributes: Attributes) -> str:
    return "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
