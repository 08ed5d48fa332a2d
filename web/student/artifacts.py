"""What a test case gives to be drawn, as HTML: curves, a confusion matrix, pictures of digits.

Each drawing says the same in words beside it. A kind that is not known here is left out, and so is one whose form is
not what its kind promises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from web.student.escaping import reveal
from web.student.pictures import data_url, grey_png, plot

Artifact = Mapping[str, Any]
#: Pictures shown of one case.
DIGITS = 24


def draw(artifact: Artifact) -> Markup | None:
    """The artifact as HTML, or None."""
    painter = PAINTERS.get(str(artifact.get("kind")))
    if painter is None:
        return None
    try:
        return painter(artifact)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _curves(artifact: Artifact) -> Markup | None:
    """{"kind": "curves", "title", "x_label", "x": [...] or absent, "series": [{"name", "values"}, ...]}"""
    series = [(reveal(str(one["name"])), [_number(y) for y in one["values"]]) for one in artifact["series"]]
    longest = max(len(values) for _, values in series)
    xs = [float(x) for x in artifact.get("x") or range(1, longest + 1)]
    drawn = plot(series, xs)
    title = reveal(str(artifact.get("title", "Loss")))
    x_label = reveal(str(artifact.get("x_label", "iteration")))
    return None if drawn is None else _render("curves", drawn, title, x_label)


def _confusion(artifact: Artifact) -> Markup:
    """{"kind": "confusion", "matrix": rows of counts, one row per true class, one column per predicted class}"""
    matrix = [[int(count) for count in row] for row in artifact["matrix"]]
    labels = [reveal(str(label)) for label in artifact.get("labels") or range(len(matrix))]
    right = sum(row[i] for i, row in enumerate(matrix))
    wrong = [(count, i, j) for i, row in enumerate(matrix) for j, count in enumerate(row) if i != j and count]
    return _render("confusion", matrix, labels, right, sum(map(sum, matrix)), max(wrong, default=None))


def _digits(artifact: Artifact) -> Markup:
    """{"kind": "digits", "digits": [{"pixels": 28 rows of 28 grey values, "label", "predicted"}, ...], "total"}"""
    pictures = [
        {"src": data_url(grey_png(one["pixels"])), "label": int(one["label"]), "predicted": int(one["predicted"])}
        for one in artifact["digits"][:DIGITS]
    ]
    return _render("digits", pictures, int(artifact.get("total", len(artifact["digits"]))))


PAINTERS: Mapping[str, Callable[[Artifact], Markup | None]] = {
    "curves": _curves,
    "confusion": _confusion,
    "digits": _digits,
}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _render(macro: str, *arguments: Any) -> Markup:
    return Markup(get_template_attribute("student/drawings.html", macro)(*arguments))
