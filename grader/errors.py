"""All exceptions of the grader, with one base class. The docstring of a class is its default message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

    from grader.model.verdict import Verdict


class GraderError(Exception):
    """Something went wrong in the grader."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        """The text to show to users."""
        return str(self.args[0])


class UploadRejected(GraderError):
    """This upload is not a submission."""


class UploadTooLarge(UploadRejected):
    """This upload is too large."""


class UploadTypeUnknown(UploadRejected):
    """Files of this type are not graded here."""


class AssignmentError(GraderError):
    """An assignment folder is not right."""


class SettingsError(GraderError):
    """A setting is missing or malformed."""


class SandboxUnavailable(GraderError):
    """This machine cannot build the jail, so no submission is run."""


class JudgeFault(GraderError):
    """The grader itself failed; the student is not to blame."""


class ReferenceFault(JudgeFault):
    """The reference raised an error when a test case asked it."""


class CaseFault(JudgeFault):
    """A test case cannot use a value: one of its own, or one that it got from the submission."""

    def __init__(self, message: str, *, reason: str) -> None:
        """`reason` continues "what your code gave cannot be used: ...", for a value of the submission."""
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One line of a student's traceback."""

    #: 1-based line in the cell.
    line: int
    #: Index of the notebook cell, 0 for files.
    cell: int
    function: str
    #: The text of that line.
    text: str


@dataclass(frozen=True, kw_only=True)
class Operand:
    """A part of an expression: its text in the file, and what kind of value it had when the expression failed."""

    text: str
    #: One of `sandbox.inside.failed_expression.KINDS`, "" if it is not known.
    kind: str = ""
    #: Lengths of the axes of an array; the length of a list, a tuple, a dictionary or a text.
    shape: tuple[int, ...] = ()
    #: Of a dictionary its keys, of an array the kind of its entries, of a whole number its digits, of a text itself.
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FailedExpression:
    """The expression of a submission at which an exception arose."""

    #: 1-based line in the cell, and the index of the cell.
    line: int
    cell: int
    #: The expression as it stands in the file.
    text: str
    #: The same, parsed; None for what is no expression or simple statement.
    node: ast.expr | ast.stmt | None = None
    operands: tuple[Operand, ...] = ()
    #: "here": this expression raised; "support", "library": code that it called did.
    inside: str = "here"


class SubmissionFault(GraderError):
    """The submission did not return an answer.

    Raised by the sandbox for everything that is the student's: an exception, a limit, an exit, a malformed reply, a
    missing definition. Never carries an expected value.
    """

    def __init__(
        self,
        verdict: Verdict,
        message: str,
        *,
        error_type: str = "",
        error_text: str = "",
        frames: tuple[Frame, ...] = (),
        at: FailedExpression | None = None,
        while_checking: bool = False,
    ) -> None:
        super().__init__(message)
        self.verdict = verdict
        #: Class name of the student's exception ("ValueError"), empty if there was none.
        self.error_type = error_type
        #: Message of that exception.
        self.error_text = error_text
        #: The student's own lines, outermost first.
        self.frames = frames
        #: The expression at which the exception arose, when it is known.
        self.at = at
        #: Whether a limit was exceeded by checking the answer, not by the student's code.
        self.while_checking = while_checking

    @property
    def is_missing_module(self) -> bool:
        """Whether the code needs a module that is not in the jail. Nothing else is known of it then."""
        return self.error_type == "NotAvailable"
