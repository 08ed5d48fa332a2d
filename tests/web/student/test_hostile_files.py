"""Adversarial files: showing and comparing them takes bounded time."""

from __future__ import annotations

import random
import time

import pytest

from web.student.diff import diff
from web.student.source import MAX_HIGHLIGHTED, file_lines, line_count

MIB = 1024 * 1024


@pytest.mark.parametrize(
    "piece", [b"@", b"(", b"a.", b"def ", b"f'{", b"'", b'"\\', b"\n", b" \n", b"x = 1\n", b"'''\n", "\u202e".encode()]
)
def test_any_file_is_shown_at_once(piece):
    content = piece * (MIB // len(piece))
    begin = time.process_time()
    lines = file_lines(content, 3000)
    assert time.process_time() - begin < 5
    assert len(lines) <= 3000
    assert sum(map(len, lines)) < 8 * MIB


def test_a_long_file_is_shown_without_colours_and_as_text_only():
    content = b"<script>alert(1)</script> \x1b[31m\n" * (MAX_HIGHLIGHTED // 20)
    lines = file_lines(content, 3000)
    assert set(lines) == {"&lt;script&gt;alert(1)&lt;/script&gt; ‹U+001B›[31m"}
    assert "<span" in file_lines(b"import numpy\n", 3000)[0]


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\n", "\n\n\n", "a\n\n\n"])
def test_every_line_is_there(text):
    content = text.encode()
    lines = file_lines(content, 3000)
    assert len(lines) == line_count(content) == text.removesuffix("\n").count("\n") + 1
    assert len(file_lines(content, 2)) == min(2, len(lines))
    assert [(line.kind, line.text) for line in diff(content + b"x", content + b"y")][-2:] == [
        ("removed", file_lines(content + b"x", 3000)[-1]),
        ("added", file_lines(content + b"y", 3000)[-1]),
    ]


@pytest.mark.parametrize("kinds", [1, 2, 3, 30])
def test_any_two_files_are_compared_at_once(kinds):
    chance = random.Random(kinds)
    old, new = ([str(chance.randrange(kinds)) for _ in range(5000)] for _ in range(2))
    begin = time.process_time()
    lines = diff("\n".join(["first", *old, "last"]).encode(), "\n".join(["first", *new]).encode())
    assert time.process_time() - begin < 8
    assert [line.text for line in lines if line.kind == "removed"] or kinds == 1


def test_what_is_too_hard_to_compare_keeps_its_common_ends():
    chance = random.Random(0)
    old, new = (["same"] * 5 + [str(chance.randrange(2)) for _ in range(4900)] + ["end"] * 4 for _ in range(2))
    kinds = [line.kind for line in diff("\n".join(old).encode(), "\n".join(new).encode())]
    assert kinds[:4] == ["gap", "", "", ""]
    assert kinds[-3:] == ["", "", ""]
    assert kinds.count("removed") == kinds.count("added") >= 4890
