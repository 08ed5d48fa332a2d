"""A known error: how it is recognised, and what is said of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from grader.engine.diagnosis.source_map import Definition, SourceMap
from grader.engine.wording import show_shape
from grader.errors import FailedExpression, Operand, SubmissionFault

#: Most characters of code that are quoted.
LONGEST_QUOTE = 80
_NOUNS = {
    "None": "nothing (None)",
    "ellipsis": "`...`",
    "bool": "True or False",
    "int": "a whole number",
    "float": "a number",
    "text": "a text",
    "vectorize": "a function made by np.vectorize, not called",
    "module": "a module",
    "class": "a class",
    "callable": "a function",
}


@dataclass(frozen=True, kw_only=True)
class Raised:
    """An exception of a submission, with what stands in the file around it."""

    fault: SubmissionFault
    source: SourceMap
    #: The function that the test called ("train", "Layer.backward"), and the task's parameters of each function.
    label: str = ""
    signatures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """The task's parameters of the function that the test called."""
        return self.signatures.get(self.label)

    @property
    def at(self) -> FailedExpression | None:
        """The expression at which it arose."""
        return self.fault.at

    @property
    def node(self) -> ast.AST | None:
        """The same, parsed."""
        return self.fault.at.node if self.fault.at is not None else None

    @property
    def operands(self) -> tuple[Operand, ...]:
        return self.fault.at.operands if self.fault.at is not None else ()

    @property
    def text(self) -> str:
        """The exception's own text."""
        return self.fault.error_text or self.fault.message

    @cached_property
    def function(self) -> Definition | None:
        """The function of the submission in which the expression stands."""
        return self.source.enclosing(self.at.cell, self.at.line) if self.at is not None else None

    @property
    def place(self) -> str:
        """ "Line 12"."""
        if self.at is None:
            return ""
        text = self.source.location(self.at.cell, self.at.line)
        return text[0].upper() + text[1:]

    def called(self) -> str:
        """The dotted name of what the expression calls, "" if it calls nothing or something without a name."""
        return dotted(self.node.func) if isinstance(self.node, ast.Call) else ""


Says = Callable[[Raised], str]


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A known error. Title, explanation and hint hold for each exception that fits; `detail` tells of this file."""

    name: str
    title: str
    explanation: str
    hint: str
    #: Classes of the exception; empty for any.
    errors: frozenset[str] = frozenset()
    #: Searched in the text of the exception; must be found.
    text: str = ""
    #: Whether the expression at which it arose is of the kind in question.
    holds: Callable[[Raised], bool] | None = None
    #: Whether it can arise at the call itself, before any line of the submission runs.
    of_call: bool = False
    #: A sentence on this file: its expression, its line, its shapes. "" for nothing to say.
    detail: Says | None = None
    #: A hint that depends on the file; "" for the general one.
    advice: Says | None = None

    def fits(self, raised: Raised) -> bool:
        """Whether this is what went wrong."""
        if self.errors and raised.fault.error_type not in self.errors:
            return False
        if not re.search(self.text, raised.text):
            return False
        if raised.at is None and not self.of_call:
            return False
        return self.holds is None or self.holds(raised)


def quote(text: str) -> str:
    """Code between backticks, as long as it is short and stands in the file word for word; else ""."""
    return f"`{text}`" if text and len(text) <= LONGEST_QUOTE and "`" not in text else ""


def noun(operand: Operand) -> str:
    """ "an array of shape (3, 1)", "a list of 3 entries"; "" for what is not known."""
    if operand.kind in ("array", "matrix"):
        article = "an" if operand.kind == "array" else "a"
        return f"{article} {operand.kind} of shape {show_shape(operand.shape)}"
    if operand.kind in ("list", "tuple", "dict"):
        word = "dictionary" if operand.kind == "dict" else operand.kind
        size = operand.shape[0] if operand.shape else 0
        return f"a {word} of {size} {'entry' if size == 1 else 'entries'}" if size else f"an empty {word}"
    return _NOUNS.get(operand.kind, "")


def say(operand: Operand) -> str:
    """ "`h` is a matrix of shape (3, 1)"; "" when text or kind is not known."""
    text, what = quote(operand.text), noun(operand)
    return f"{text} is {what}" if text and what else ""


def say_all(raised: Raised, *, only: tuple[str, ...] = ()) -> str:
    """What is known of the operands, as one sentence with its line; constants are left out."""
    told = [
        say(operand)
        for operand in raised.operands
        if (not only or operand.kind in only) and not _is_literal(operand.text)
    ]
    told = [text for text in dict.fromkeys(told) if text]
    return f"{raised.place}: {', '.join(told)}." if told else ""


def _is_literal(text: str) -> bool:
    return bool(re.fullmatch(r"[-+\d.eE]+|'[^']*'|\"[^\"]*\"", text))


def dotted(node: ast.AST) -> str:
    """ "np.max" of such an expression, "" of another."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
