"""What a submission chose to say, made fit for a terminal: the operator's terminal obeys whatever is written to it."""

from __future__ import annotations

import unicodedata

#: Controls, formats (among them what turns the direction of writing), surrogates, private and unassigned characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: More combining signs on one character than this climb over other lines.
_MARKS = 4


def plain(text: str) -> str:
    """`text` with what has no shape of its own replaced by its code point, e.g. <U+001B>; line ends and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = (category in _UNSEEN and sign not in "\n\t") or marks > _MARKS
        out.append(f"<U+{ord(sign):04X}>" if hidden else sign)
    return "".join(out)


def one_line(text: str) -> str:
    """`plain`, and line ends and tabs replaced as well: nothing can be made to look like a line of ours."""
    return plain(text).replace("\n", "<U+000A>").replace("\t", "<U+0009>")
