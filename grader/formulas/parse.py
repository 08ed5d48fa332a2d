"""Parses a formula into a tree, with a message for what cannot be parsed.

Quantities with indices are one symbol each, decided by the question's table of symbols: after a layered name, `^l`,
`^(l-1)` and `^{l-1}` mark the layer and are no power. A text is at most 500 characters long, 40 brackets deep and 200
nodes large.
"""

from __future__ import annotations

import difflib
import re

from grader.errors import GraderError
from grader.formulas.signs import SIGNS
from grader.formulas.tree import Derivative, Name, Node, walk
from grader.model import Symbols

MAX_LENGTH = 500
MAX_DEPTH = 40
MAX_NODES = 200

#: Functions that every formula may use.
STANDARD = ("exp", "log", "ln", "sqrt", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh")

#: Signs that mean the same as something on the keyboard.
_SAME = {
    "′": "'", "’": "'", "∂": "partial ",
    "η": "eta", "σ": "sigma", "δ": "delta", "α": "alpha", "β": "beta", "θ": "theta",
    "ₖ": "_k", "ⱼ": "_j", "₁": "_1", "₂": "_2", "²": "^2",
}  # fmt: skip

_MANY_SIGNS = re.compile(r"(?:[-+^*]\s*){10}")


class FormulaError(GraderError):
    """This is not a formula that can be read."""


def parse(text: str, symbols: Symbols) -> Node:
    """The tree of `text`, written with `symbols`. Raises `FormulaError` with what to do about it."""
    # lark takes 30 ms to import, and most assignments have no formula.
    from grader.formulas.grammar import UnreadableFormula, read_tree

    plain = _prepared(text)
    try:
        node = read_tree(plain, symbols, STANDARD)
        size = sum(1 for _ in walk(node))
    except UnreadableFormula as error:
        raise FormulaError(_explain(plain, error.position)) from None
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
    text = text.translate(SIGNS)
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


def _check_names(node: Node, symbols: Symbols) -> None:
    known = {*symbols.names, *symbols.layered, "e", "pi"}
    for part in walk(node):
        used = [part] if isinstance(part, Name) else [part.of, part.by] if isinstance(part, Derivative) else []
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


def _explain(text: str, at: int | None) -> str:
    """What is wrong at character `at`, counted from 0; None: the text ends too early."""
    if at is None:
        return "The formula ends too early: something is missing after the last sign."
    bad = text[at]
    if bad == "^" and re.search(r"[A-Za-z0-9_)}]\s*$", text[:at]):
        return f"The second ^ at character {at + 1} cannot be read. Put the layer in brackets, as in a_k^(l-1)."
    if bad == "'":
        word = re.search(r"([A-Za-z]+)$", text[:at])
        return f"The derivative {word.group(1) if word else 'f'}' is not known here."
    if bad == "_":
        return "An index must follow directly: w_1, a_k, w_jk."
    return f"The sign {bad!r} at character {at + 1} cannot be read there."
