"""The nodes of a formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float
    #: As it was typed.
    text: str


@dataclass(frozen=True)
class Name:
    """A quantity with its indices, one symbol: delta_j^l."""

    base: str
    #: Lower indices without commas or blanks, "" for none.
    lower: str = ""
    #: The layer mark, "" for none.
    upper: str = ""

    @property
    def text(self) -> str:
        """As a student would type it."""
        upper = f"^({self.upper})" if len(self.upper) > 1 else f"^{self.upper}" if self.upper else ""
        lower = (
            f"_({self.lower})" if not self.lower.isalnum() and self.lower else f"_{self.lower}" if self.lower else ""
        )
        return self.base + lower + upper


@dataclass(frozen=True)
class Derivative:
    """A quotient of differentials that is one quantity: dC/dw_1."""

    of: Name
    by: Name

    @property
    def text(self) -> str:
        return f"d{self.of.text}/d{self.by.text}"


@dataclass(frozen=True)
class Call:
    """A function of one argument."""

    function: str
    argument: Node


@dataclass(frozen=True)
class Negative:
    """A change of sign."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two operands with one of + - * / ^ between them."""

    operator: str
    left: Node
    right: Node


Node = Number | Name | Derivative | Call | Negative | Binary


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, without recursion."""
    waiting: list[Node] = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Call):
            waiting.append(part.argument)
        elif isinstance(part, Negative):
            waiting.append(part.operand)
        elif isinstance(part, Binary):
            waiting += [part.right, part.left]
