"""What a submission chose to say, made fit for a terminal: the operator's terminal obeys whatever is written to it."""

from __future__ import annotations

from grader.model.text import reveal


def plain(text: str) -> str:
    """`text` with what has no shape of its own replaced by its code point, e.g. <U+001B>; line ends and tabs stay."""
    return reveal(text, "<U+{:04X}>")


def one_line(text: str) -> str:
    """`plain`, and line ends and tabs replaced as well: nothing can be made to look like a line of ours."""
    return plain(text).replace("\n", "<U+000A>").replace("\t", "<U+0009>")
