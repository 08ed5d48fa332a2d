"""Renders a formula as MathML; all text is escaped."""

from __future__ import annotations

from html import escape
from typing import TypedDict

from grader.formulas.parse import FormulaError, parse
from grader.formulas.tree import Binary, Call, Derivative, Name, Negative, Node, Number
from grader.model import Symbols

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ",
    "pi": "π", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω",
}  # fmt: skip
#: Precedence of the operators.
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_NEGATIVE = 3


class Preview(TypedDict):
    """The preview of a formula while a student types; one of the two is None."""

    mathml: str | None
    error: str | None


def preview(text: str, symbols: Symbols) -> Preview:
    """`text` as MathML, or why it cannot be parsed. Never raises."""
    try:
        return {"mathml": mathml(parse(text, symbols)), "error": None}
    except FormulaError as error:
        return {"mathml": None, "error": error.message}


def mathml(node: Node) -> str:
    """A complete <math> element."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{_show(node)}</math>'


def _show(node: Node) -> str:
    if isinstance(node, Number):
        return f"<mn>{escape(node.text)}</mn>"
    if isinstance(node, Name):
        return _name(node)
    if isinstance(node, Derivative):
        above, below = (f"<mrow><mo>∂</mo>{_name(name)}</mrow>" for name in (node.of, node.by))
        return f"<mfrac>{above}{below}</mfrac>"
    if isinstance(node, Call):
        return _call(node)
    if isinstance(node, Negative):
        return f"<mrow><mo>−</mo>{_within(node.operand, _NEGATIVE)}</mrow>"
    return _binary(node)


def _binary(node: Binary) -> str:
    if node.operator == "/":
        return f"<mfrac>{_show(node.left)}{_show(node.right)}</mfrac>"
    if node.operator == "^":
        return f"<msup><mrow>{_within(node.left, 5)}</mrow><mrow>{_show(node.right)}</mrow></msup>"
    binds = _BINDS[node.operator]
    sign = {"*": "·", "-": "−", "+": "+"}[node.operator]
    right = _within(node.right, binds + (node.operator != "+"))
    return f"<mrow>{_within(node.left, binds)}<mo>{sign}</mo>{right}</mrow>"


def _within(node: Node, binds: int) -> str:
    """The node, in brackets where the reading would otherwise change."""
    own = _BINDS[node.operator] if isinstance(node, Binary) else _NEGATIVE if isinstance(node, Negative) else 9
    # A fraction's bar brackets by itself, except under a power.
    if isinstance(node, Binary) and node.operator == "/" and binds < 5:
        own = 9
    return _show(node) if own >= binds else f"<mrow><mo>(</mo>{_show(node)}<mo>)</mo></mrow>"


def _call(node: Call) -> str:
    prime = "<mo>′</mo>" if node.function.endswith("'") else ""
    word = node.function.rstrip("'")
    head = f"<mi>{escape(_GREEK.get(word, word))}</mi>"
    head = f"<msup>{head}{prime}</msup>" if prime else head
    return f"<mrow>{head}<mo>(</mo>{_show(node.argument)}<mo>)</mo></mrow>"


def _name(node: Name) -> str:
    head = f"<mi>{escape(_GREEK.get(node.base, node.base))}</mi>"
    lower, upper = _index(node.lower), _index(node.upper)
    if node.lower and node.upper:
        return f"<msubsup>{head}{lower}{upper}</msubsup>"
    if node.lower:
        return f"<msub>{head}{lower}</msub>"
    return f"<msup>{head}{upper}</msup>" if node.upper else head


def _index(text: str) -> str:
    """Letters, digits and signs of an index, one element each."""
    parts = []
    for char in text:
        tag = "mn" if char.isdigit() else "mi" if char.isalpha() else "mo"
        parts.append(f"<{tag}>{escape(char)}</{tag}>")
    return f"<mrow>{''.join(parts)}</mrow>"
