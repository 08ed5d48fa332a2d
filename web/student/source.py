"""Source code for reading: coloured by classes, and hostile characters made visible."""

from __future__ import annotations

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
