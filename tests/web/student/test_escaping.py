"""Hostile text is escaped and made visible."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.student.escaping import LINE, TEXT, clean_output, reveal, ticked


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\u00ad", "\x00", "\x08", "\u2028", "\U000e0041"]
)
def test_what_cannot_be_seen_is_named(sign: str) -> None:
    assert reveal(f"a{sign}b") == f"a‹U+{ord(sign):04X}›b"


def test_ordinary_text_stays() -> None:
    text = "Äpfel, 日本語, naïve café, ∂L/∂W\n\tindented"
    assert reveal(text) == text


def test_towers_of_combining_signs_are_cut() -> None:
    assert reveal("a" + "\u0301" * 20).count("\u0301") == 4


def test_terminal_codes_go() -> None:
    assert clean_output("\x1b[1;31mred\x1b[0m \x1b]0;title\x07end \x1b]8;;http://x\x1b\\link") == "red end link"


def test_carriage_returns_end_lines() -> None:
    assert clean_output("10 %\r20 %\r\ndone") == "10 %\n20 %\ndone"


def test_long_lines_and_texts_are_cut_in_the_middle() -> None:
    line = clean_output("x" * 1_000_000)
    assert max(map(len, line.split("\n"))) < LINE + 100
    assert "characters are not shown" in line
    assert len(clean_output("y\n" * 1_000_000)) < 2 * TEXT


@given(st.text(max_size=300))
def test_nothing_invisible_is_left(text: str) -> None:
    for sign in clean_output(text):
        assert sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def test_backticks_become_code_and_the_rest_is_escaped() -> None:
    assert ticked("use `<b>` & go") == "use <code>&lt;b&gt;</code> &amp; go"
    assert ticked("one ` only <i>") == "one ` only &lt;i&gt;"
