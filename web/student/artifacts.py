"""Draws the artifacts of a test case as HTML: curves, a confusion matrix, pictures of digits.

Text beside each drawing says the same. Unknown kinds and malformed artifacts are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite, nan
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from web.i18n import N_, gettext
from web.student.escaping import reveal
from web.student.pictures import data_url, grey_png, plot

Artifact = Mapping[str, Any]
#: Pictures shown of one case.
MAX_DIGITS = 24


def draw(artifact: Artifact) -> Markup | None:
    """The artifact as HTML, or None."""
    renderer = RENDERERS.get(str(artifact.get("kind")))
    if renderer is None:
        return None
    try:
        return renderer(artifact)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def facts(artifact: Artifact) -> Mapping[str, float]:
    """The numbers of the artifact that are told beside it; empty for what cannot be drawn."""
    try:
        if artifact.get("kind") == "curves":
            return _curve_facts(artifact)
        if artifact.get("kind") == "confusion":
            matrix = artifact["matrix"]
            return {"right": sum(int(row[i]) for i, row in enumerate(matrix)), "total": sum(map(sum, matrix))}
    except (KeyError, TypeError, ValueError, IndexError):
        pass
    return {}


def _curve_facts(artifact: Artifact) -> Mapping[str, float]:
    """The last finite value of the first curve and of the second, the reference's."""
    ends = []
    for line in artifact["series"]:
        values = [number for y in line["values"] if (number := _number(y)) is not None and isfinite(number)]
        ends.append(values[-1] if values else nan)
    return {name: end for name, end in zip(("loss", "reference"), ends, strict=False) if isfinite(end)}


def _curves(artifact: Artifact) -> Markup | None:
    """{"kind": "curves", "title", "x_label", "x": [...] or absent, "series": [{"name", "values"}, ...]}"""
    series = [(_known(line["name"]), [_number(y) for y in line["values"]]) for line in artifact["series"]]
    longest = max(len(values) for _, values in series)
    xs = [float(x) for x in artifact.get("x") or range(1, longest + 1)]
    curves = plot(series, xs)
    title, x_label = _known(artifact.get("title", "Loss")), _known(artifact.get("x_label", "iteration"))
    return None if curves is None else _render("curves", curves, title, x_label)


#: What assignments call their curves and axes, as far as it is translated.
NAMES = (N_("Loss"), N_("iteration"), N_("yours"), N_("reference"), N_("your loss"), N_("reference loss"))


def _known(name: object) -> str:
    """The name of a curve or an axis, translated if it is a usual one."""
    return reveal(gettext(str(name)) if name in NAMES else str(name))


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
        {"src": data_url(grey_png(digit["pixels"])), "label": int(digit["label"]), "predicted": int(digit["predicted"])}
        for digit in artifact["digits"][:MAX_DIGITS]
    ]
    return _render("digits", pictures, int(artifact.get("total", len(artifact["digits"]))))


RENDERERS: Mapping[str, Callable[[Artifact], Markup | None]] = {
    "curves": _curves,
    "confusion": _confusion,
    "digits": _digits,
}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _render(macro: str, *arguments: Any) -> Markup:
    return Markup(get_template_attribute("student/drawings.html", macro)(*arguments))
