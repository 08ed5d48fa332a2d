"""Source code for reading: coloured by classes, and hostile characters made visible."""

from __future__ import annotations

import json
from io import StringIO

from markupsafe import Markup, escape
from pygments import lex  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import JsonLexer, PythonLexer, TextLexer  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]

from web.student.escaping import LINE, cut, reveal

#: Characters of a file that are coloured at most: made to be hard to read, some thousand take a second.
COLOURED = 100_000
LEXERS = {"python": PythonLexer, "py": PythonLexer, "json": JsonLexer}


def highlight(code: str, language: str = "python") -> Markup:
    """`code` as spans with Pygments' short classes, without a surrounding element."""
    lexer = LEXERS.get(language, TextLexer)(stripnl=False, ensurenl=False)
    pieces = [(kind if kind is not Token.Error else Token.Text, value) for kind, value in lex(reveal(code), lexer)]
    out = StringIO()
    HtmlFormatter(nowrap=True).format(iter(pieces), out)
    return Markup(out.getvalue())


def highlighted_lines(code: str, language: str = "python") -> list[Markup]:
    """`highlight`, line by line; every span ends in its own line."""
    text = str(highlight(code, language))
    lines = [Markup(line) for line in text.removesuffix("\n").split("\n")]
    # An empty last line has no colour, and is left out.
    return lines + [Markup()] * (code.count("\n") + 1 - len(lines))


def file_lines(content: bytes, most: int) -> list[Markup]:
    """The first `most` lines of a handed-in file, long ones cut; coloured, if it is not longer than code ever is."""
    lines = [reveal(cut(line, LINE)) for line in file_text(content).split("\n", most)[:most]]
    if sum(map(len, lines)) > COLOURED:
        return [escape(line) for line in lines]
    return highlighted_lines("\n".join(lines))


def line_count(content: bytes) -> int:
    """How many lines `file_lines` would give of the whole file."""
    return file_text(content).count("\n") + 1


def file_text(content: bytes) -> str:
    """A handed-in file to be read: Python as it stands, a notebook as its code cells. Has no line end at the end."""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return (notebook_code(text) or text).removesuffix("\n")


def notebook_code(text: str) -> str | None:
    """The code cells of a notebook, one after the other, with their numbers; None if it is no notebook."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        cells = json.loads(text)["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return "\n\n".join(f"# Cell {number}\n{one}" for number, one in enumerate(code, start=1))
