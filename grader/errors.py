"""All exceptions of the grader, with one base class. The docstring of a class is its default message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    ) -> None:
        super().__init__(message)
        self.verdict = verdict
        #: Class name of the student's exception ("ValueError"), empty if there was none.
        self.error_type = error_type
        #: Message of that exception.
        self.error_text = error_text
        #: The student's own lines, outermost first.
        self.frames = frames

    @property
    def is_missing_module(self) -> bool:
        """Whether the code needs a module that is not in the jail. Nothing else is known of it then."""
        return self.error_type == "NotAvailable"
