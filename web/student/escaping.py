"""Makes text from student code safe to show: removes terminal codes, reveals invisible and reordering characters."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from grader.model.text import reveal as reveal
from web.i18n import gettext

#: Terminal codes: CSI (colours, cursor), OSC (titles, links), and two-character ones.
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
#: Characters shown of a line, and of a whole text.
LINE = 2_000
TEXT = 64_000


def clean_output(text: str, *, line_limit: int = LINE, limit: int = TEXT) -> str:
    """Printed output for display: no terminal codes, carriage returns as line ends, long lines and texts cut."""
    text = cut(text, limit, around="\n")
    text = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return reveal("\n".join(cut(line, line_limit) for line in text.split("\n")))


def ticked(text: str) -> Markup:
    """`text` escaped, with the parts between backticks as code."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    pieces = (Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts))
    return Markup("").join(pieces)


def cut(text: str, limit: int, *, around: str = " ") -> str:
    """Head and tail of a `text` that is longer than `limit`, with a note that has `around` on both sides in between."""
    if len(text) <= limit:
        return text
    head, tail = limit * 3 // 4, limit // 4
    number = f"{len(text) - head - tail:,}"
    note = gettext("… %(number)s characters are not shown …", number=number)
    return f"{text[:head]}{around}{note}{around}{text[-tail:]}"
