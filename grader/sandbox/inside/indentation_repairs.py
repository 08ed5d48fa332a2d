"""Repairs of indentation that Python rejects: tabs mixed with spaces, a paste that is indented throughout."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

_MARGIN = re.compile(r"(?:async\s+)?(?:def|class)\b|@|#")
_MARGIN_DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\b|@")


def _without_tabs(width: int) -> Callable[[str], str | None]:
    return lambda text: text.expandtabs(width) if "\t" in text else None


def _first_line_indented(text: str) -> str | None:
    """The text with its first line moved to the indentation of the next definition, then dedented.

    Text copied from inside a class, beginning with the word `def`, looks like this.
    """
    first, _, rest = text.lstrip("\n").expandtabs().partition("\n")
    filled = [line for line in rest.split("\n") if line.strip()]
    width = min((len(line) - len(line.lstrip()) for line in filled), default=0)
    margin = [line[width:] for line in filled if line[width] != " "]
    if not width or not _MARGIN_DEFINITION.match(first) or not all(map(_MARGIN.match, margin)):
        return None
    leading = "\n" * (len(text) - len(text.lstrip("\n")))
    return leading + textwrap.dedent(" " * width + first + "\n" + rest)


#: In the order in which they are tried: a function that gives the repaired text, or None, and the note.
REPAIRS: tuple[tuple[Callable[[str], str | None], str], ...] = (
    (_without_tabs(8), "tabs and spaces are mixed; a tab was read as up to 8 columns"),
    (_without_tabs(4), "tabs and spaces are mixed; a tab was read as up to 4 columns"),
    (textwrap.dedent, "the code is indented throughout; the indentation was taken away"),
    (
        lambda text: textwrap.dedent(text.expandtabs()),
        "the code is indented throughout; the indentation was taken away",
    ),
    (_first_line_indented, "the first line is indented less than the others; it was read as if it were not"),
)
