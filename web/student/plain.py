"""Text that student code chose, made harmless: terminal codes go, invisible and reordering characters show."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

#: Terminal codes: CSI (colours, cursor), OSC (titles, links), and two-character ones.
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
#: Categories of characters without a shape of their own: controls, formats, surrogates, private, unassigned.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
ALLOWED = {"\n", "\t"}
#: Line and paragraph separators end a line for some readers only.
SEPARATORS = {"\u2028", "\u2029", "\u0085"}
#: More combining signs on one character than this climb over other lines.
MARKS = 4
LINE = 2_000
TEXT = 64_000


def reveal(text: str) -> str:
    """`text` with each invisible, reordering or control character replaced by its code point, e.g. ‹U+202E›."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = (category in UNSEEN and sign not in ALLOWED) or sign in SEPARATORS or marks > MARKS
        out.append(f"‹U+{ord(sign):04X}›" if hidden else sign)
    return "".join(out)


def printed(text: str, *, line_limit: int = LINE, limit: int = TEXT) -> str:
    """Printed output for reading: no terminal codes, carriage returns as line ends, long lines and texts cut."""
    text = cut(text, limit, "\n… {} characters are not shown …\n")
    text = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return reveal("\n".join(cut(line, line_limit) for line in text.split("\n")))


def ticked(text: str) -> Markup:
    """`text` with what stands between backticks set as code; everything else is escaped."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    pieces = (Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts))
    return Markup("").join(pieces)


def cut(text: str, limit: int, words: str = " … {} characters are not shown … ") -> str:
    """Head and tail of a `text` that is longer than `limit`, with `words` on what is missing in between."""
    if len(text) <= limit:
        return text
    head, tail = limit * 3 // 4, limit // 4
    return text[:head] + words.format(f"{len(text) - head - tail:,}") + text[-tail:]
