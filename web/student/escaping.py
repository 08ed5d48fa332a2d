"""Text that student code chose, made harmless: terminal codes go, invisible and reordering characters show."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from grader.model.text import reveal as reveal

#: Terminal codes: CSI (colours, cursor), OSC (titles, links), and two-character ones.
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
LINE = 2_000
TEXT = 64_000


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
