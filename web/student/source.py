"""Source code for display: highlighted by CSS classes, with hostile characters made visible."""

from __future__ import annotations

import json
from functools import lru_cache
from io import StringIO

from markupsafe import Markup, escape
from pygments import lex  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import JsonLexer, PythonLexer, TextLexer  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]

from web.student.escaping import LINE, cut, reveal

#: Longer files are not highlighted: on adversarial code Pygments takes a second for some thousand characters.
MAX_HIGHLIGHTED = 100_000
#: Texts up to this length are kept highlighted, the last KEPT of them: students open the same file again and again, and
#: Pygments takes longer than everything else on its page. What is kept takes at most 20 MB.
MAX_KEPT, KEPT = 20_000, 32
LEXERS = {"python": PythonLexer, "py": PythonLexer, "json": JsonLexer}


def highlight(code: str, language: str = "python") -> Markup:
    """`code` as spans with Pygments' short classes, without a surrounding element."""
    return (_highlight if len(code) > MAX_KEPT else _kept_highlight)(code, language)


def _highlight(code: str, language: str) -> Markup:
    lexer = LEXERS.get(language, TextLexer)(stripnl=False, ensurenl=False)
    pieces = [(kind if kind is not Token.Error else Token.Text, value) for kind, value in lex(reveal(code), lexer)]
    out = StringIO()
    HtmlFormatter(nowrap=True).format(iter(pieces), out)
    return Markup(out.getvalue())


_kept_highlight = lru_cache(maxsize=KEPT)(_highlight)


def highlighted_lines(code: str, language: str = "python") -> list[Markup]:
    """`highlight`, line by line; every span ends in its own line."""
    text = str(highlight(code, language))
    lines = [Markup(line) for line in text.removesuffix("\n").split("\n")]
    # The highlighter leaves out an empty last line.
    return lines + [Markup()] * (code.count("\n") + 1 - len(lines))


def file_lines(content: bytes, limit: int) -> list[Markup]:
    """The first `limit` lines of a handed-in file, long ones cut; highlighted unless the file is very long."""
    lines = [reveal(cut(line, LINE)) for line in file_text(content).split("\n", limit)[:limit]]
    if sum(map(len, lines)) > MAX_HIGHLIGHTED:
        return [escape(line) for line in lines]
    return highlighted_lines("\n".join(lines))


def line_count(content: bytes) -> int:
    """How many lines `file_lines` would give of the whole file."""
    return file_text(content).count("\n") + 1


def file_text(content: bytes) -> str:
    """The text of a handed-in file: Python unchanged, a notebook as its code cells; without a final line end."""
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
    return "\n\n".join(f"# Cell {number}\n{cell}" for number, cell in enumerate(code, start=1))
