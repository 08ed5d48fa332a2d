"""What is right, and which wrong answers are known. Secret: never leaves the worker except as feedback on an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.model import Question

if TYPE_CHECKING:
    from grader.formulas.tree import Node


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A wrong answer that is known, with what it comes from."""

    name: str
    title: str
    explanation: str


@dataclass(frozen=True, kw_only=True)
class ChoiceKey:
    """For one or several choices."""

    right: frozenset[str]
    #: Option -> what to say to somebody who chose it (or, if it is right, who left it out: see `missed`).
    feedback: Mapping[str, str]
    #: Right option -> what to say to somebody who did not choose it.
    missed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NumberKey:
    """For a number."""

    value: float
    #: Answers are accepted that are right to so many decimals.
    decimals: int
    #: Wrong number -> the mistake that gives it.
    mistakes: tuple[tuple[float, Mistake], ...] = ()

    @property
    def tolerance(self) -> float:
        """Half a unit of the last decimal, and a little for the rounding of halves."""
        return 0.5 * 10.0**-self.decimals * (1 + 1e-9)


@dataclass(frozen=True, kw_only=True)
class FormulaKey:
    """For a typed formula."""

    formula: Node
    #: Wrong formula -> the mistake behind it.
    near_misses: tuple[tuple[Node, Mistake], ...] = ()


Key = ChoiceKey | NumberKey | FormulaKey


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """A question with its key."""

    question: Question
    key: Key
    #: What to say when the answer is right.
    praise: str = "That is right."

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def title(self) -> str:
        return self.question.title

    @property
    def visible(self) -> bool:
        """Feedback on an answer never tells the right one, so it may always be seen."""
        return True

    @property
    def row(self) -> str:
        return self.question.row

    @property
    def weight(self) -> float:
        return self.question.weight
