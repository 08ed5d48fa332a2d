"""The list of a student's attempts, and the comparison of two."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import takewhile

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import grades, submissions
from grader.store.models import Submission
from web import access
from web.accounts.session import me, signed_in
from web.services import reading
from web.student.assignment_context import find_context, load_assignment
from web.student.blueprint import blueprint
from web.student.feedback import submission_view
from web.student.results import CaseView
from web.student.source import file_lines, file_text

#: Unchanged lines shown around a change.
CONTEXT = 3
#: Only the first lines of longer files are compared.
MAX_LINES = 5000
#: Pairs of equal lines that are examined before two files count as entirely different. Adversarial files would
#: otherwise keep the process busy.
MAX_PAIRS = 10_000_000


@dataclass(frozen=True, kw_only=True)
class DiffLine:
    """A line of a comparison."""

    #: "", "added", "removed", or "gap" where unchanged lines are left out.
    kind: str
    old: int | None = None
    new: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A test case whose result differs between two attempts."""

    title: str
    old: CaseView | None
    new: CaseView | None


@blueprint.get("/courses/<int:course_id>/<slug>/history")
@signed_in
def history(course_id: int, slug: str) -> ResponseReturnValue:
    """Every attempt and practice run, the newest first, and which one counts."""
    with reading() as db:
        context = find_context(db, course_id, slug)
        mine = submissions.history(db, course_id, me().email, slug)
        counting = grades.counting_submission(db, course_id, me().email, slug, context.assignment.counts)
    return render_template(
        "student/history.html", context=context, assignment=context.assignment, attempts=mine, counting=counting
    )


@blueprint.get("/compare")
@signed_in
def compare() -> ResponseReturnValue:
    """What changed from the submission ?old= to the submission ?new=: the code, and the results."""
    old, _ = access.find(request.args.get("old", ""), with_report=True)
    new, visibility = access.find(request.args.get("new", ""), with_report=True)
    if (old.assignment, old.course_id, old.student) != (new.assignment, new.course_id, new.student):
        raise NotFound("These two submissions are not by one student for one assignment.")
    assignment = load_assignment(new.assignment)
    redacted = visibility is access.Visibility.STUDENT
    with reading() as db:
        before, after = (submission_view(db, assignment, row, redacted=redacted).cases for row in (old, new))
        texts = [submissions.content_of(db, row.id) or b"" for row in (old, new)]
    return render_template(
        "student/compare.html",
        assignment=assignment,
        old=old,
        new=new,
        names={row.id: name(row) for row in (old, new)},
        changes=_changes(dict(before), dict(after)),
        lines=diff(*texts),
    )


def name(submission: Submission) -> str:
    """The name of a submission on the page."""
    return "practice run" if submission.practice else f"attempt {submission.attempt}"


def diff(old: bytes, new: bytes) -> list[DiffLine]:
    """The two files line by line, with long unchanged parts left out."""
    plain = [file_text(content).split("\n")[:MAX_LINES] for content in (old, new)]
    highlighted = [file_lines(content, MAX_LINES) for content in (old, new)]
    out: list[DiffLine] = []
    for group in _Matcher(*plain).get_grouped_opcodes(CONTEXT):
        if group[0][1] or group[0][3]:
            out.append(DiffLine(kind="gap"))
        for tag, a, b, c, d in group:
            if tag == "equal":
                out += [DiffLine(kind="", old=i + 1, new=c + i - a + 1, text=highlighted[0][i]) for i in range(a, b)]
                continue
            out += [DiffLine(kind="removed", old=i + 1, text=highlighted[0][i]) for i in range(a, b)]
            out += [DiffLine(kind="added", new=j + 1, text=highlighted[1][j]) for j in range(c, d)]
    return out


class _TooExpensive(Exception):
    """Comparing the two files exceeds MAX_PAIRS."""


class _Matcher(SequenceMatcher[str]):
    """Compares lines with a limit; beyond it, all lines between the common head and tail count as changed."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._pairs_left = MAX_PAIRS
        self._old, self._counts = old, Counter(new)
        try:
            self.get_opcodes()
        except _TooExpensive:
            self.opcodes = _by_common_ends(old, new)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._pairs_left -= sum(self._counts[line] for line in self._old[alo:ahi])
        if self._pairs_left < 0:
            raise _TooExpensive
        return super().find_longest_match(alo, ahi, blo, bhi)


def _by_common_ends(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The comparison of two files by their common first and last lines, as `SequenceMatcher` gives it."""
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    parts = [
        ("equal", 0, head, 0, head),
        ("replace", head, len(old) - tail, head, len(new) - tail),
        ("equal", len(old) - tail, len(old), len(new) - tail, len(new)),
    ]
    return [part for part in parts if part[1] < part[2] or part[3] < part[4]]


def _common_prefix(old: list[str], new: list[str]) -> int:
    """The number of equal lines at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _changes(before: dict[str, CaseView], after: dict[str, CaseView]) -> list[Change]:
    changes = []
    titles = {case: view.title for case, view in (before | after).items()}
    for case in [*after, *(case for case in before if case not in after)]:
        old, new = before.get(case), after.get(case)
        if old is None or new is None or (old.verdict, old.summary) != (new.verdict, new.summary):
            changes.append(Change(title=titles[case], old=old, new=new))
    return changes
