"""From text to tree, by a lark grammar of our own.

Quantities with indices are one symbol each, decided by the question's table of symbols: after a layered name, `^l`,
`^(l-1)` and `^{l-1}` mark the layer and are no power. A text is at most 500 characters long, 40 brackets deep and 200
nodes large.
"""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput

from grader.errors import GraderError
from grader.formulas.tree import Binary, Call, Derivative, Name, Negative, Node, Number, walk
from grader.model import Symbols

MAX_LENGTH = 500
MAX_DEPTH = 40
MAX_NODES = 200

#: Functions that every formula may use.
STANDARD = ("exp", "log", "ln", "sqrt", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh")

#: Signs that mean the same as something on the keyboard.
_SAME = {
    "−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∗": "*", "÷": "/", "′": "'", "’": "'", "∂": "partial ",
    "η": "eta", "σ": "sigma", "δ": "delta", "α": "alpha", "β": "beta", "θ": "theta",
    "ₖ": "_k", "ⱼ": "_j", "₁": "_1", "₂": "_2", "²": "^2",
}  # fmt: skip

_GRAMMAR = r"""
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: unary | product "*" unary -> multiply | product "/" unary -> divide | product power -> multiply
?unary: power | "-" unary -> negative | "+" unary -> same
?power: atom | atom ("^" | "**") unary -> raised
?atom: NUMBER -> number | DERIVATIVE -> derivative | NAME -> name | FUNCTION "(" sum ")" -> call | "(" sum ")"
     | "{" sum "}" | "[" sum "]"
NUMBER: /\d+(\.\d*)?([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?/
DERIVATIVE.3: /%(derivative)s/
FUNCTION.2: /%(function)s/
NAME.1: /%(name)s/
%%ignore /\s+/
"""

_MANY_SIGNS = re.compile(r"(?:[-+^*]\s*){10}")
_INSIDE = r"[A-Za-z0-9,+\- ]{1,20}"
_BRACKETED = rf"\{{{_INSIDE}\}}|\({_INSIDE}\)|\{{\({_INSIDE}\)\}}"
_INDEX = rf"(?:[A-Za-z0-9]+|{_BRACKETED})"
_MARK = rf"(?:[A-Za-z](?![A-Za-z0-9])|\d+|{_BRACKETED})"


class FormulaError(GraderError):
    """This is not a formula that can be read."""


def parse(text: str, symbols: Symbols) -> Node:
    """The tree of `text`, written with `symbols`. Raises `FormulaError` with what to do about it."""
    plain = _prepared(text)
    try:
        tree = _parser(symbols).parse(plain)
    except UnexpectedInput as error:
        raise FormulaError(_explain(plain, error, symbols)) from None
    try:
        node: Node = _Build().transform(tree)
        size = sum(1 for _ in walk(node))
    except RecursionError:
        raise FormulaError("This formula is nested too deeply.") from None
    if size > MAX_NODES:
        raise FormulaError("This formula is too large. The right answer is much shorter.")
    _check_names(node, symbols)
    return node


def _prepared(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"This is longer than {MAX_LENGTH} characters. The right answer is much shorter.")
    if not text.strip():
        raise FormulaError("There is nothing to read yet.")
    if slash := re.search(r"\\\s*([A-Za-z]*)", text):
        word = slash.group(1) or "the name"
        raise FormulaError(f"You used the backslash; write {word} without it.")
    if "=" in text:
        raise FormulaError("Write only the right-hand side, without the equals sign.")
    for sign, same in _SAME.items():
        text = text.replace(sign, same)
    depth = deepest = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        deepest = max(deepest, depth)
        if depth < 0:
            raise FormulaError("A bracket is closed that was never opened.")
    if depth:
        raise FormulaError(f"{depth} bracket{' is' if depth == 1 else 's are'} never closed.")
    if deepest > MAX_DEPTH or _MANY_SIGNS.search(text):
        raise FormulaError("Brackets or signs are nested too deeply.")
    return text


@lru_cache(maxsize=64)
def _parser(symbols: Symbols) -> Lark:
    layered = "|".join(sorted(map(re.escape, symbols.layered), key=len, reverse=True))
    marks = rf"(?:\s*(?:_\s*{_INDEX}|\^\s*{_MARK})){{1,2}}"
    marked = rf"(?:{layered})(?:\d+(?![A-Za-z]))?(?:{marks}|(?![A-Za-z0-9_]))"
    plain = rf"[A-Za-z]+(?:\d+)?(?:_{_INDEX})?"
    name = rf"{marked}|{plain}" if layered else plain
    functions = sorted(map(re.escape, {*STANDARD, *symbols.functions}), key=len, reverse=True)
    function = rf"(?:{'|'.join(functions)})(?=\s*\()"
    of = "|".join(map(re.escape, symbols.differentiated))
    differential = r"(?:partial|delta|d)\s*"
    above, below = rf"{differential}(?:{of}|\(\s*(?:{of})\s*\))", rf"{differential}(?:{name}|\(\s*(?:{name})\s*\))"
    derivative = rf"(?:{above}|\(\s*{above}\s*\))\s*\/\s*(?:{below}|\(\s*{below}\s*\))"
    never = r"(?!)x"
    grammar = _GRAMMAR % {"derivative": derivative if of else never, "function": function, "name": name}
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


class _Build(Transformer[Token, Any]):
    """Turns lark's tree into ours."""

    def number(self, items: list[Token]) -> Node:
        return Number(float(items[0]), str(items[0]))

    def name(self, items: list[Token]) -> Node:
        return _name(str(items[0]))

    def derivative(self, items: list[Token]) -> Node:
        return _derivative(str(items[0]))

    def call(self, items: list[Any]) -> Node:
        return Call(str(items[0]), items[1])

    def negative(self, items: list[Node]) -> Node:
        return Negative(items[0])

    def same(self, items: list[Node]) -> Node:
        return items[0]

    def add(self, items: list[Node]) -> Node:
        return Binary("+", *items)

    def subtract(self, items: list[Node]) -> Node:
        return Binary("-", *items)

    def multiply(self, items: list[Node]) -> Node:
        return Binary("*", *items)

    def divide(self, items: list[Node]) -> Node:
        return Binary("/", *items)

    def raised(self, items: list[Node]) -> Node:
        return Binary("^", *items)


def _name(text: str) -> Name:
    """w_jk^l, w^(l)_{jk} and w_(j,k)^{l} are the same."""
    head = re.match(r"[A-Za-z]+", text)
    assert head is not None
    rest = text[head.end() :]
    digits = re.match(r"\d+", rest)
    lower = digits.group() if digits else ""
    upper = ""
    for kind, index in re.findall(rf"([_^])\s*({_INDEX})", rest[len(lower) :]):
        bare = re.sub(r"[\s,{}()]", "", index)
        lower, upper = (lower + bare, upper) if kind == "_" else (lower, bare)
    return Name(head.group(), lower, upper)


def _derivative(text: str) -> Derivative:
    above, below = text.split("/", 1)
    return Derivative(_differential(above), _differential(below))


def _differential(text: str) -> Name:
    bare = text.strip()
    while bare.startswith("("):
        bare = bare[1:].strip()
    bare = re.sub(r"^(partial|delta|d)\s*\(?\s*", "", bare)
    while bare.count(")") > bare.count("("):
        bare = bare[: bare.rindex(")")].rstrip()
    return _name(bare)


def _check_names(node: Node, symbols: Symbols) -> None:
    known = {*symbols.names, *symbols.layered, "e", "pi"}
    for one in walk(node):
        used = [one] if isinstance(one, Name) else [one.of, one.by] if isinstance(one, Derivative) else []
        for name in used:
            if name.base not in known and name.base not in symbols.differentiated:
                raise FormulaError(_unknown(name.base, symbols))


def _unknown(word: str, symbols: Symbols) -> str:
    known = [*symbols.names, *symbols.layered, *symbols.functions]
    if word in STANDARD or word in symbols.functions:
        return f"{word} is a function: write its argument in brackets, {word}(...)."
    near = difflib.get_close_matches(word, known, 1, cutoff=0.5)
    if near:
        return f"The name {word} is not known here. Did you mean {near[0]}?"
    parts = [name for name in sorted(known, key=len, reverse=True) if name and word.startswith(name)]
    if parts:
        return f"The name {word} is not known here. If it is a product, write *: {parts[0]}*{word[len(parts[0]) :]}."
    return f"The name {word} is not known here. Known are: {', '.join(dict.fromkeys(known))}."


def _explain(text: str, error: UnexpectedInput, symbols: Symbols) -> str:
    token = getattr(error, "token", None)
    if isinstance(token, Token) and token.type == "$END":
        return "The formula ends too early: something is missing after the last sign."
    at = error.pos_in_stream or 0
    bad = text[at]
    if bad == "^" and re.search(r"[A-Za-z0-9_)}]\s*$", text[:at]):
        return f"The second ^ at character {at + 1} cannot be read. Put the layer in brackets, as in a_k^(l-1)."
    if bad == "'":
        word = re.search(r"([A-Za-z]+)$", text[:at])
        return f"The derivative {word.group(1) if word else 'f'}' is not known here."
    if bad == "_":
        return "An index must follow directly: w_1, a_k, w_jk."
    return f"The sign {bad!r} at character {at + 1} cannot be read there."
