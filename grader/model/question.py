"""The public part of a question that is answered without code; the answers are in the secret files."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class QuestionKind(StrEnum):
    """The kind of answer."""

    #: The name of one option.
    CHOICE = "choice"
    #: The names of all options that hold.
    CHOICES = "choices"
    #: A number.
    NUMBER = "number"
    #: A typed formula.
    FORMULA = "formula"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One option of a choice."""

    name: str
    #: Markdown with TeX maths.
    text: str


@dataclass(frozen=True, kw_only=True)
class Symbols:
    """The names that a formula may use."""

    #: Letters and words, each with any indices: "w" allows w, w_1, w_jk.
    names: tuple[str, ...] = ()
    #: Those after which ^ denotes a layer instead of a power: a_k^(l-1).
    layered: tuple[str, ...] = ()
    #: Functions in addition to exp, log and the other standard ones: "sigma", "sigma'", "f".
    functions: tuple[str, ...] = ()
    #: Quantities that may be differentiated: with "C", dC/dw_1 is one name.
    differentiated: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question."""

    #: Identifier, unique in the assignment; the key of its answer.
    name: str
    #: What a list of results calls it.
    title: str
    #: Name of the rubric row that its points come from.
    row: str
    #: Its share of the row's points.
    weight: float = 1.0
    kind: QuestionKind
    #: Markdown with TeX maths.
    text: str
    options: tuple[Option, ...] = ()
    symbols: Symbols = field(default_factory=Symbols)
    #: How often it may be answered; 0 means no limit of its own.
    attempts: int = 0
    #: What to type, shown beside the field ("for example a_k^(l-1)*delta_j^l").
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionAttempts:
    """How a question went in a student's submissions so far."""

    #: How many different answers it was given. A form hands in all answers again, which must not cost an attempt.
    count: int
    #: The best part of its points, 0 to 1.
    best: float
