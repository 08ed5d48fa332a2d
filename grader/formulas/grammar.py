"""The grammar of formulas, for lark. Imported when the first formula is read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput

from grader.formulas.tree import Binary, Call, Derivative, Name, Negative, Node, Number
from grader.model import Symbols

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

_INSIDE = r"[A-Za-z0-9,+\- ]{1,20}"
_BRACKETED = rf"\{{{_INSIDE}\}}|\({_INSIDE}\)|\{{\({_INSIDE}\)\}}"
_INDEX = rf"(?:[A-Za-z0-9]+|{_BRACKETED})"
_MARK = rf"(?:[A-Za-z](?![A-Za-z0-9])|\d+|{_BRACKETED})"


class UnreadableFormula(Exception):
    """The text does not match the grammar."""

    def __init__(self, position: int | None) -> None:
        super().__init__(position)
        #: Index of the first character that cannot be read; None when the text ends too early.
        self.position = position


def read_tree(text: str, symbols: Symbols, standard: tuple[str, ...]) -> Node:
    """The tree of `text`; `standard` are the functions that every formula may use.

    Raises UnreadableFormula, and RecursionError when it is nested too deeply.
    """
    try:
        tree = _parser(symbols, standard).parse(text)
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        ended = isinstance(token, Token) and token.type == "$END"
        raise UnreadableFormula(None if ended else error.pos_in_stream or 0) from None
    node: Node = _Build().transform(tree)
    return node


@lru_cache(maxsize=64)
def _parser(symbols: Symbols, standard: tuple[str, ...]) -> Lark:
    layered = "|".join(sorted(map(re.escape, symbols.layered), key=len, reverse=True))
    marks = rf"(?:\s*(?:_\s*{_INDEX}|\^\s*{_MARK})){{1,2}}"
    marked = rf"(?:{layered})(?:\d+(?![A-Za-z]))?(?:{marks}|(?![A-Za-z0-9_]))"
    plain = rf"[A-Za-z]+(?:\d+)?(?:_{_INDEX})?"
    name = rf"{marked}|{plain}" if layered else plain
    functions = sorted(map(re.escape, {*standard, *symbols.functions}), key=len, reverse=True)
    function = rf"(?:{'|'.join(functions)})(?=\s*\()"
    of = "|".join(map(re.escape, symbols.differentiated))
    differential = r"(?:partial|delta|d)\s*"
    above, below = rf"{differential}(?:{of}|\(\s*(?:{of})\s*\))", rf"{differential}(?:{name}|\(\s*(?:{name})\s*\))"
    derivative = rf"(?:{above}|\(\s*{above}\s*\))\s*\/\s*(?:{below}|\(\s*{below}\s*\))"
    never = r"(?!)x"
    grammar = _GRAMMAR % {"derivative": derivative if of else never, "function": function, "name": name}
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


class _Build(Transformer[Token, Any]):
    """Turns lark's tree into nodes."""

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
