"""What a test case gives to be drawn, as HTML: curves, a confusion matrix, pictures of digits.

Each drawing says the same in words beside it. A kind that is not known here is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup


def draw(artifact: Mapping[str, Any]) -> Markup | None:
    """The artifact as HTML, or None when its kind is unknown or its form is not what its kind promises."""
    painter = PAINTERS.get(str(artifact.get("kind")))
    if painter is None:
        return None
    try:
        return painter(artifact)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _render(macro: str, *arguments: Any) -> Markup:
    return Markup(get_template_attribute("student/drawings.html", macro)(*arguments))


PAINTERS: dict[str, Callable[[Mapping[str, Any]], Markup]] = {}
