"""Drawings of test cases: each has a text alternative, and unknown artifacts are skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.server import PROJECT
from web import i18n
from web.student.artifacts import draw


@pytest.fixture
def templates() -> Iterator[None]:
    app = Flask("drawings", template_folder=str(PROJECT / "web" / "student" / "templates"))
    i18n.install(app)
    with app.app_context():
        yield


@pytest.mark.usefixtures("templates")
def test_confusion_names_the_worst() -> None:
    html = draw({"kind": "confusion", "matrix": [[5, 1, 0], [0, 7, 3], [0, 0, 4]]})
    assert html is not None
    assert "16 of 20 right, 80.0 %" in html
    assert "1 was predicted as 2: 3 times" in html
    assert html.count("<td") == 10


@pytest.mark.usefixtures("templates")
def test_digits_are_pictures_with_words() -> None:
    digit = {"pixels": [[0] * 28] * 28, "label": 4, "predicted": 9}
    html = draw({"kind": "digits", "digits": [digit], "total": 12})
    assert html is not None
    assert "data:image/png;base64," in html
    assert "predicted 9" in html
    assert "1 of 12 shown" in html


@pytest.mark.usefixtures("templates")
def test_curves_are_drawn_and_told() -> None:
    series = [{"name": "<mine>", "values": [2.0, 1.0, None]}, {"name": "reference", "values": [2.0, 0.5, 0.25]}]
    html = draw({"kind": "curves", "title": "Loss", "series": series})
    assert html is not None
    assert html.count("<polyline") == 2
    assert "reference: from 2 to 0.25." in html
    assert "<mine>" not in html


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize(
    "artifact",
    [
        {"kind": "hologram"},
        {},
        {"kind": "confusion"},
        {"kind": "confusion", "matrix": "no"},
        {"kind": "digits", "digits": [{"pixels": [], "label": 1, "predicted": 2}]},
        {"kind": "curves", "series": []},
    ],
)
def test_what_cannot_be_drawn_is_left_out(artifact: dict) -> None:
    assert draw(artifact) is None
