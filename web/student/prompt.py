"""An assignment's prompt as HTML: Markdown, with TeX maths turned into MathML, readable without any script."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import lru_cache
from html import escape
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from web.i18n import gettext, language
from web.student.source import highlight

#: The page itself has the headings of level 1 and 2.
TOP_HEADING = 3
LAST_HEADING = 6
#: Punctuation after a formula moves into its element, so that no line begins with it.
AFTER_MATHS = re.compile(r"(?<=</math>)(</span>)([.,;:!?)]+)(?=\s|<)")
#: Named spaces that MathML Core, which browsers implement, has dropped.
NAMED_SPACES = {
    "negativethinmathspace": "-0.1667em",
    "thinmathspace": "0.1667em",
    "mediummathspace": "0.2222em",
    "thickmathspace": "0.2778em",
}
#: The widths of \quad and \qquad.
QUADS = ("1em", "2em")


def prompt_html(text: str) -> Markup:
    """`text` (Markdown, maths between dollar signs) as safe HTML: raw HTML in it is shown as text."""
    return _html(text, language())


@lru_cache(maxsize=256)
def _html(text: str, _language: str) -> Markup:
    """The HTML in the language of the page, in which formulas are named."""
    parser = _parser()
    environment: MutableMapping[str, Any] = {}
    tokens = parser.parse(text, environment)
    _shift_headings(tokens)
    html = parser.renderer.render(tokens, parser.options, environment)
    return Markup(AFTER_MATHS.sub(r"\2\1", html))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _code, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("code_block", lambda _self, tokens, index, *_: _code(tokens[index].content, "python", ""))
    dollarmath_plugin(parser, renderer=_maths, double_inline=True, allow_blank_lines=False)
    return parser


def _shift_headings(tokens: list[Token]) -> None:
    """Make the highest heading of the prompt an h3, and shift the others by the same number of levels."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    if not headings:
        return
    shift = TOP_HEADING - min(int(token.tag[1]) for token in headings)
    for token in headings:
        token.tag = f"h{min(LAST_HEADING, int(token.tag[1]) + shift)}"


def _code(code: str, language: str, _attributes: str) -> str:
    return f'<pre class="code" tabindex="0"><code>{highlight(code, language or "python")}</code></pre>'


def _maths(tex: str, options: dict[str, Any]) -> str:
    block = bool(options.get("display_mode"))
    try:
        root = ElementTree.fromstring(convert(tex.strip(), display="block" if block else "inline"))
    except Exception:  # the converter raises many types of errors
        return f"<code>{escape(tex)}</code>"
    for element in root.iter():
        # HTML has these elements without a namespace, and the content policy allows no inline styles.
        element.tag = element.tag.rpartition("}")[2]
        element.attrib.pop("style", None)
        if element.get("width") in NAMED_SPACES:
            element.set("width", NAMED_SPACES[element.attrib["width"]])
    if not block:
        return ElementTree.tostring(root, encoding="unicode")
    parts = "".join(ElementTree.tostring(part, encoding="unicode") for part in _split_at_quads(root))
    label = escape(gettext("Formula"))
    return f'<div class="formulas" role="group" aria-label="{label}">{parts}</div>'


def _split_at_quads(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The formulas that wide spaces (\\quad, \\qquad) separate, so that a line may break there."""
    row = root.find("mrow")
    if row is None or len(root) != 1:
        return [root]
    parts: list[list[ElementTree.Element]] = [[]]
    for element in row:
        if element.tag == "mspace" and element.get("width") in QUADS:
            parts.append([])
        else:
            parts[-1].append(element)
    formulas = []
    for part in filter(None, parts):
        formula = ElementTree.Element("math", root.attrib)
        ElementTree.SubElement(formula, "mrow").extend(part)
        formulas.append(formula)
    return formulas
