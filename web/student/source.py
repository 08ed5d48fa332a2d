"""Source code for reading: coloured by classes, and hostile characters made visible."""

from __future__ import annotations

import json
from io import StringIO

from markupsafe import Markup
from pygments import lex  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import JsonLexer, PythonLexer, TextLexer  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]

from web.student.plain import reveal

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
    return [Markup(line) for line in text.removesuffix("\n").split("\n")]


def file_lines(content: bytes) -> list[Markup]:
    """A handed-in file, coloured, line by line."""
    return highlighted_lines(file_text(content))


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
