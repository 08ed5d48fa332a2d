"""Components of the pages: prompts, source code, pictures, comparisons and answers."""

from __future__ import annotations

import json
import struct
import zlib

import pytest
from werkzeug.datastructures import MultiDict

from grader.assignments import files, public
from web.student import source
from web.student.diff import changes, diff
from web.student.pictures import grey_png, plot, thin
from web.student.prompt import prompt_html
from web.student.questions import answers_file, earlier_answers
from web.student.source import file_lines, file_text, highlight


def test_maths_becomes_mathml() -> None:
    html = prompt_html("Let $a^{(0)} = x$, and\n\n$$ \\frac{1}{N} \\sum_k x_k $$")
    assert html.count("<math") == 2
    assert 'display="block"' in html
    assert "style=" not in html


def test_a_wide_formula_is_split_at_its_quads() -> None:
    html = prompt_html("$$ a = b, \\qquad c = \\frac{1}{2} \\quad d $$")
    assert html.count('<math display="block">') == 3
    assert html.count('<div class="formulas"') == 1
    assert "<mspace" not in html
    assert prompt_html("$a \\quad b$").count("<math") == 1


def test_markup_in_a_prompt_is_text() -> None:
    html = prompt_html("<script>alert(1)</script> [go](javascript:alert(2)) $\\text{<img src=x onerror=alert(3)>}$")
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_headings_begin_below_the_pages_own() -> None:
    html = prompt_html("# Top\n\n## Under\n\ntext")
    assert "<h3>Top</h3>" in html
    assert "<h4>Under</h4>" in html


@pytest.mark.parametrize("slug", files.slugs())
def test_every_prompt_can_be_shown(slug: str) -> None:
    html = prompt_html(public.load(slug).prompt)
    assert "<p>" in html
    # TeX that could not be read would be left progress as code.
    assert "<code>\\" not in html


def test_code_is_escaped_and_hidden_signs_show() -> None:
    html = highlight('x = "<b>\u202e"')
    assert "&lt;b&gt;" in html
    assert "‹U+202E›" in html


def test_a_file_that_is_opened_again_is_not_highlighted_again(monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(source, "lex", lambda code, lexer: seen.append(code) or [])
    texts = ["opened = 'again'", "other = 1", "x" * (source.MAX_KEPT + 1)]
    for text in texts * 2:
        highlight(text)
    assert seen == [*texts, texts[2]]


def test_a_notebook_reads_as_its_code() -> None:
    cells = [{"cell_type": "code", "source": ["a = 1\n", "b = 2"]}, {"cell_type": "markdown", "source": "no"}]
    assert file_text(json.dumps({"cells": cells}).encode()) == "# Cell 1\na = 1\nb = 2"
    assert file_text(b'{"cells": 3}') == '{"cells": 3}'
    assert len(file_lines(b"\xef\xbb\xbfa = 1\r\nb = '''\r\n'''\r\n", 10)) == 3


def test_diff_numbers_lines_and_leaves_out_what_is_the_same() -> None:
    old = "\n".join(f"line{i} = {i}" for i in range(40))
    new = old.replace("line30 = 30", "line30 = 31")
    lines = diff(old.encode(), new.encode())
    assert [(line.kind, line.old, line.new) for line in lines if line.kind in ("added", "removed")] == [
        ("removed", 31, None),
        ("added", None, 31),
    ]
    assert lines[0].kind == "gap"
    assert len(lines) == 1 + 3 + 2 + 3
    assert diff(b"a = 1", b"a = 1\n") == []


def test_png_holds_the_pixels() -> None:
    png = grey_png([[0, 255.4], [300, -5]])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (2, 2)
    start = png.index(b"IDAT") + 4
    size = struct.unpack(">I", png[start - 8 : start - 4])[0]
    assert zlib.decompress(png[start : start + size]) == b"\0\x00\xff\0\xff\x00"


def test_plot_leaves_out_what_is_no_number() -> None:
    drawn = plot([("mine", [2.0, None, float("nan"), 1.0]), ("none", [None])], [1, 2, 3, 4])
    assert drawn is not None
    assert [line.name for line in drawn.lines] == ["mine"]
    assert len(drawn.lines[0].points.split()) == 2
    assert (drawn.lines[0].first, drawn.lines[0].last) == (2.0, 1.0)
    assert plot([("none", [None])], [1]) is None
    assert plot([("flat", [3.0, 3.0])], [1, 2]) is not None


def test_long_curves_are_thinned_but_keep_their_ends() -> None:
    points = [(float(i), float(i)) for i in range(10_000)]
    kept = thin(points)
    assert len(kept) == 240
    assert (kept[0], kept[-1]) == (points[0], points[-1])


def test_answers_become_a_file_and_come_back() -> None:
    assignment = public.load("backprop_homework")
    form = MultiDict(
        {"answer.error_last": "gradient_only", "answer.weights": " a_k^(l-1)*delta_j^l ", "answer.loss": ""}
    )
    content = answers_file(assignment, form)
    assert earlier_answers(content) == {"error_last": "gradient_only", "weights": "a_k^(l-1)*delta_j^l"}
    assert earlier_answers(b"def relu(): pass") == {}
    assert earlier_answers(None) == {}


def test_changes_are_told_only_if_there_are_few():
    old, new = b"a = 1\nb = 2\nc = 3\n", b"a = 1\nb = 5\nc = 3\n"
    assert [(line.kind, line.old, line.new) for line in changes(old, new, at_most=2)] == [
        ("removed", 2, None),
        ("added", None, 2),
    ]
    assert changes(old, new, at_most=1) == []
