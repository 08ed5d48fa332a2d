"""The strip of an attempt."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from grader.store.outlines import CaseOutline
from web.student.strip import KINDS, strip, strip_of_attempt

VERDICTS = {
    "accepted": "p",
    "partially_accepted": "h",
    "wrong_answer": "f",
    "runtime_error": "f",
    "skipped": "w",
    "waiting": "w",
    "running": "r",
}


def test_bars_are_as_wide_as_their_points_and_fill_the_strip() -> None:
    found = strip([("a", "accepted", 2.0), ("b", "wrong_answer", 1.0), ("c", "waiting", 1.0)])
    first, second, third = found.bars
    assert first.width == pytest.approx(2 * second.width, abs=0.02)
    assert second.width == third.width
    assert third.x + third.width == pytest.approx(100, abs=0.05)
    assert first.x + first.width < second.x
    assert found.label == "1 passed, 1 failed, 1 not run"


def test_height_carries_the_verdict() -> None:
    bars = strip([(verdict, verdict, 1.0) for verdict in VERDICTS]).bars
    assert {bar.name: bar.kind for bar in bars} == VERDICTS
    heights = {bar.kind: bar.height for bar in bars}
    assert heights["p"] > heights["h"] > heights["r"] > heights["f"] > heights["w"]
    assert all(bar.y + bar.height == 12 for bar in bars)


def test_very_many_tests_become_shares() -> None:
    tests = [(str(n), "wrong_answer" if n % 4 == 0 else "accepted", 1.0) for n in range(400)]
    found = strip(tests)
    assert [bar.kind for bar in found.bars] == ["p", "f"]
    assert found.bars[0].width == pytest.approx(3 * found.bars[1].width, rel=0.01)
    assert found.label == "300 passed, 100 failed"
    assert len(strip(tests[:29]).bars) == 29
    assert len(strip(tests[:60], in_list=True).bars) == 2


def test_a_test_without_points_has_a_bar() -> None:
    assert all(bar.width > 0 for bar in strip([("a", "accepted", 0.0), ("b", "accepted", 5.0)]).bars)
    assert strip([]).bars == ()
    assert strip([]).label == "no tests"


def test_a_practice_run_shows_the_visible_tests_only() -> None:
    outlines = [
        CaseOutline(name=name, title=name, row="row", visible=name != "hidden", max_score=1.0)
        for name in ("first", "hidden", "last")
    ]
    names = [bar.name for bar in strip_of_attempt(outlines, {"first": "accepted"}, practice=True).bars]
    assert names == ["first", "last"]
    assert strip_of_attempt(outlines, {"first": "accepted"}).label == "1 passed, 2 not run"


def test_the_macro_draws_every_bar() -> None:
    app = Flask("web")
    template = '{% from "strip.html" import strip %}{{ strip(it, big=true, live=true) }}'
    with app.app_context():
        html = render_template_string(template, it=strip([("a<b", "accepted", 1.0), ("c", "running", 1.0)]))
    assert html.count("<rect") == 2
    assert 'aria-label="1 passed, 1 running"' in html
    assert 'data-bar="a&lt;b"' in html
    assert set(KINDS) == {"p", "h", "f", "r", "w"}
