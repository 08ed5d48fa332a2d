"""Text that a submission chose, with whatever has no shape of its own made visible."""

from __future__ import annotations

import unicodedata

#: Categories without a shape: controls, formats (among them what turns the direction of writing), surrogates, private
#: and unassigned characters, and separators that end a line for some readers only.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: More combining signs on one character than this climb over other lines.
_MARKS = 4


def reveal(text: str, form: str = "‹U+{:04X}›") -> str:
    """`text` with each such character replaced by its code point in `form`; line ends and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = (category in _UNSEEN and sign not in "\n\t") or marks > _MARKS
        out.append(form.format(ord(sign)) if hidden else sign)
    return "".join(out)
