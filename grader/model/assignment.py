"""The public part of an assignment."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from grader.model.isolation import Isolation
from grader.model.limits import Limits
from grader.model.policy import Counts, HiddenFeedback, Policy
from grader.model.question import Question
from grader.model.submission import Variant


class Lane(StrEnum):
    """The queue of an assignment's submissions."""

    #: Answers within milliseconds.
    INTERACTIVE = "interactive"
    #: Trains for seconds or minutes.
    TRAINING = "training"


@dataclass(frozen=True, kw_only=True)
class RubricRow:
    """One line of the rubric: points for a group of test cases, shared among them by weight."""

    #: Identifier, used by the test cases.
    name: str
    #: What the student reads.
    title: str
    #: Points of the whole row.
    points: float


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The public part of an assignment folder. Holds nothing a student may not see."""

    #: Folder name and identifier.
    slug: str
    title: str
    course: str
    #: One sentence for lists.
    summary: str
    #: The names that the submission must define.
    entry_points: tuple[str, ...]
    #: Names that support.py provides and that a submission's own definitions do not replace.
    provided: tuple[str, ...] = ()
    #: Names of `grader.allowed_modules` that a submission may import.
    allowed: tuple[str, ...] = ()
    #: Other versions of the task, which submissions may have been written for.
    variants: tuple[Variant, ...] = ()
    rows: tuple[RubricRow, ...]
    #: What is answered without code, in the order of the page.
    questions: tuple[Question, ...] = ()
    limits: Limits = field(default_factory=Limits)
    lane: Lane = Lane.INTERACTIVE
    #: Whether test cases may share a process, where the operator permits it.
    isolation: Isolation = Isolation.GROUP
    hidden_feedback: HiddenFeedback = HiddenFeedback.DIAGNOSIS
    #: 0 means no limit.
    attempts: int = 0
    counts: Counts = Counts.BEST
    #: The attempt from which a mistake's name, its explanation, and the hint where to look are told.
    hints_from: tuple[int, int, int] = (1, 1, 1)
    #: Whether students are shown what to write where a repair was found, after its hints.
    repair_edits: bool = False
    #: What holds in a course that sets nothing else.
    defaults: Policy = field(default_factory=Policy)
    #: Markdown with TeX maths between dollar signs.
    prompt: str
    #: What the student starts from.
    starter: str
    #: Source of what is available to the student's code inside the jail.
    support: str
    #: Absolute path of the folder.
    folder: str
    #: Why it cannot be loaded: file, line and remedy, for instructors. Then the other fields are what could be read.
    problem: str = ""

    @property
    def max_score(self) -> float:
        """Points for everything right; `fsum` gives the same number on every interpreter."""
        return math.fsum(row.points for row in self.rows)

    def hint_level(self, attempt: int) -> int:
        """How many steps of the hint ladder (name, explanation, where to look) attempt number `attempt` is told."""
        return next((i for i, first in enumerate(self.hints_from) if max(attempt, 1) < first), len(self.hints_from))
