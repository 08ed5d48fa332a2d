"""A repair: the smallest change of a submission's own code that was found to make its failed tests pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from grader.model import bounds
from grader.model.assignment import Assignment
from grader.model.hidden_text import AuthorText, HiddenText, Template, Word
from grader.model.policy import HiddenFeedback

#: Characters of a piece of code, and of a sentence.
_CODE, _TEXT = 400, 800
#: Settings of hidden feedback with which a mistake in a hidden test is explained.
_EXPLAINED = frozenset({HiddenFeedback.DIAGNOSIS, HiddenFeedback.NUMBERS})


class RepairKind(StrEnum):
    """What a change is about."""

    #: A comparison, or its boundary: `>` for `>=`.
    COMPARISON = "comparison"
    #: A sign: `+` for `-`.
    SIGN = "sign"
    #: An operator or a product: `*`, `@`, `np.dot`, `np.outer`, `np.multiply`.
    OPERATOR = "operator"
    #: The order of operands or arguments.
    ORDER = "order"
    #: A transposition that is missing, or too many.
    TRANSPOSITION = "transposition"
    #: The axis of a reduction, or `keepdims`.
    AXIS = "axis"
    #: The shape of a value.
    SHAPE = "shape"
    #: A function for a similar one: `np.max` for `np.maximum`.
    FUNCTION = "function"
    #: A factor: 1/m, the learning rate, 2.
    FACTOR = "factor"
    #: A term of a sum.
    TERM = "term"
    #: A number.
    NUMBER = "number"
    #: An index, or a bound of a range.
    INDEX = "index"
    #: A key of a dictionary.
    KEY = "key"
    #: Which of the variables in scope.
    NAME = "name"
    #: A call that is missing, or too many: a derivative, an activation.
    CALL = "call"
    #: A copy that is missing.
    COPY = "copy"
    #: The type of the numbers.
    DTYPE = "dtype"
    #: A statement in the wrong place, or one too many.
    STATEMENT = "statement"
    #: What is returned.
    RETURN = "return"
    #: In place, or not.
    IN_PLACE = "in_place"
    #: An expression that has to be written anew.
    EXPRESSION = "expression"

    @property
    def word(self) -> Word:
        """The kind in fixed words."""
        return Word[f"REPAIR_{self.name}"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a repair."""

    kind: RepairKind
    #: The student's function or method that is changed.
    function: str
    #: What the changed statement does: "the value of `dW`", "what is returned".
    role: str
    #: Index of the notebook cell, 0 for files; 1-based line in it.
    cell: int
    line: int
    #: The student's own expression that is concerned, as it stands in the file.
    part: str
    #: The kind in words: "the axis of the sum".
    subject: str
    #: The code before and after; for instructors.
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A repair of one graded function, proven by all tests that were run."""

    #: The graded function whose tests failed ("relu_der", "Layer.backward").
    function: str
    changes: tuple[Change, ...]
    #: Names of the failed tests that pass with it.
    mends: tuple[str, ...]
    #: Whether the changes were chosen by visible tests, and hidden ones only confirmed them. Otherwise the submission,
    #: which knows the hidden inputs while it runs, can have chosen the place by them.
    by_visible_tests: bool
    #: Whether no failed test remains.
    complete: bool
    #: Whether tests that take long were not run.
    leaves_out: bool
    #: For the student, from the least to the most telling: which lines, which part of them, what it is about.
    rungs: tuple[str, ...]
    #: For the instructor: what to write.
    edit: str

    def shown(self, *, with_edit: bool, level: int = 3) -> dict[str, Any]:
        """As JSON for people: the first `level` rungs, and with the third one the kinds; the edit `with_edit`."""
        changes = [
            {"line": change.line, "cell": change.cell, "kind": change.kind.value if level >= len(self.rungs) else None}
            for change in self.changes
        ]
        return {
            "function": self.function,
            "complete": self.complete,
            "changes": changes if level > 0 else [],
            "hints": list(self.rungs[:level]),
            "edit": self.edit if with_edit else None,
        }

    def without_place(self, *, name: AuthorText, level: int) -> dict[str, Any]:
        """As JSON for people who are told no position in hidden tests: what passes and, at the end, the kinds.

        `name` is what the author of the assignment calls the function.
        """
        passes = HiddenText.of(Template.REPAIR_OF_FUNCTION, name)
        if self.complete:
            passes = HiddenText.of(Template.REPAIR_OF_QUICK_TESTS if self.leaves_out else Template.REPAIR_OF_ALL_TESTS)
        kinds = dict.fromkeys(change.kind for change in self.changes) if level >= len(self.rungs) else {}
        about = [HiddenText.of(Template.REPAIR_IS_ABOUT, kind.word) for kind in kinds]
        return {
            "function": self.function,
            "complete": self.complete,
            "changes": [],
            "hints": [str(passes), *([" ".join(map(str, about))] if about else [])],
            "edit": None,
        }


@dataclass(frozen=True, kw_only=True)
class Repairs:
    """The result of a search: repairs of the functions that failed."""

    repairs: tuple[Repair, ...]
    #: Functions whose failures were looked at.
    functions: tuple[str, ...]
    #: Variants of the submission that were run.
    tries: int
    #: Seconds that the search took.
    seconds: float
    #: Whether the time was up before all candidates were tried.
    exhausted: bool
    #: For each repair, the keys of its candidates: tried first when the same code is handed in again.
    keys: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, as it is stored."""
        return asdict(self)

    def shown(self, *, with_edit: bool) -> list[dict[str, Any]]:
        """The repairs as JSON for people; `with_edit` for instructors only."""
        return [repair.shown(with_edit=with_edit) for repair in self.repairs]

    @property
    def known(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """For each repair its keys, and whether it was chosen by visible tests; for a later search of the same code."""
        return tuple((keys, repair.by_visible_tests) for keys, repair in zip(self.keys, self.repairs, strict=False))

    def for_student(self, assignment: Assignment, attempt: int) -> list[dict[str, Any]]:
        """What the student of attempt number `attempt` is shown: the rungs of that attempt.

        A repair that hidden tests have chosen is shown without its place if mistakes in hidden tests are explained, and
        with it if the assignment allows positions in hidden tests.
        """
        level = assignment.hint_level(attempt)
        with_edit = assignment.repair_edits and level >= 3
        shown: list[dict[str, Any]] = []
        for repair in self.repairs if level > 0 else ():
            if repair.by_visible_tests or assignment.hidden_feedback is HiddenFeedback.NUMBERS:
                shown.append(repair.shown(with_edit=with_edit, level=level))
            elif assignment.hidden_feedback in _EXPLAINED:
                is_known = repair.function in assignment.entry_points
                name = AuthorText(f"`{repair.function}`" if is_known else "a function")
                shown.append(repair.without_place(name=name, level=level))
        return shown

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Repairs:
        """The inverse of `to_json`; every text is cut to its bound. Raises KeyError, TypeError, ValueError."""
        return cls(
            repairs=tuple(_repair(item) for item in stored["repairs"][:16]),
            functions=tuple(_text(name) for name in stored["functions"][:64]),
            tries=int(stored["tries"]),
            seconds=float(stored["seconds"]),
            exhausted=bool(stored["exhausted"]),
            keys=tuple(tuple(_text(key) for key in group[:8]) for group in stored["keys"][:16]),
        )


def _repair(stored: Mapping[str, Any]) -> Repair:
    return Repair(
        function=_text(stored["function"]),
        changes=tuple(_change(item) for item in stored["changes"][:8]),
        mends=tuple(_text(name) for name in stored["mends"][:200]),
        # Results of earlier versions do not say it.
        by_visible_tests=bool(stored.get("by_visible_tests", False)),
        complete=bool(stored["complete"]),
        leaves_out=bool(stored.get("leaves_out", False)),
        rungs=tuple(_text(rung) for rung in stored["rungs"][:8]),
        edit=bounds.text(str(stored["edit"]), 4 * _TEXT),
    )


def _change(stored: Mapping[str, Any]) -> Change:
    return Change(
        kind=RepairKind(stored["kind"]),
        function=_text(stored["function"]),
        role=_text(stored["role"]),
        cell=int(stored["cell"]),
        line=int(stored["line"]),
        part=bounds.text(str(stored["part"]), _CODE),
        subject=_text(stored["subject"]),
        before=bounds.text(str(stored["before"]), _CODE),
        after=bounds.text(str(stored["after"]), _CODE),
    )


def _text(value: Any) -> str:
    return bounds.text(str(value), _TEXT)
