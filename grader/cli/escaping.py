"""Escapes text from submissions for the terminal, which would interpret control characters in it."""

from __future__ import annotations

from grader.model.text import reveal


def escaped(text: str) -> str:
    """`text` with invisible characters replaced by their code points, e.g. <U+001B>; line ends and tabs stay."""
    return reveal(text, "<U+{:04X}>")


def one_line(text: str) -> str:
    """`escaped`, with line ends and tabs replaced as well, so that no text can imitate a line of the output."""
    return escaped(text).replace("\n", "<U+000A>").replace("\t", "<U+0009>")
