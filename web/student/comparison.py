"""The comparison of two attempts: the sum, the strips, the changed tests, the changed lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.model import Verdict
from grader.store import submissions
from grader.store.models import Submission
from grader.store.outlines import outline
from grader.store.verdicts import verdicts
from web import access
from web.accounts.session import signed_in
from web.i18n import N_, gettext, ngettext
from web.problems import Problem
from web.services import reading
from web.student.assignment_context import assignment_as_shown
from web.student.blueprint import blueprint
from web.student.diff import diff
from web.student.feedback import submission_view
from web.student.history import submission_names
from web.student.results import CaseView
from web.student.strip import strip_of_attempt, told_verdicts

#: What a check of one answer is called, which is in no list.
ANSWER = N_("Checked answer")
#: A test that passes.
PASSED = Verdict.ACCEPTED.value


@dataclass(frozen=True, kw_only=True)
class Change:
    """A test whose result differs between two attempts."""

    title: str
    old: CaseView | None
    new: CaseView | None

    @property
    def hidden(self) -> bool:
        """Whether it is a hidden test."""
        return not any(case.visible for case in (self.old, self.new) if case)

    @property
    def points(self) -> float:
        """Points gained, or lost if negative."""
        return (self.new.score if self.new else 0.0) - (self.old.score if self.old else 0.0)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The comparison in a line."""

    #: "2 tests fixed, none broken".
    text: str
    #: Points gained, or lost if negative; None where one of the two has none.
    points: float | None
    #: What is said of the other tests.
    unchanged: str


@blueprint.get("/compare")
@signed_in
def compare() -> ResponseReturnValue:
    """What changed from the submission ?old= to the submission ?new=, or from the earlier to the later of two ?c=."""
    old, new, visibility = _chosen()
    redacted = visibility is access.Visibility.STUDENT
    with reading() as db:
        assignment = assignment_as_shown(db, new)
        before, after = (submission_view(db, assignment, row, redacted=redacted).cases for row in (old, new))
        texts = [submissions.content_of(db, row.id) or b"" for row in (old, new)]
        others = submissions.history(db, new.course_id, new.student, new.assignment)
        names = submission_names(db, others)
        outlines, known = outline(db, assignment.slug), verdicts(db, (old, new))
        if redacted:
            known = told_verdicts(assignment, outlines, known)
    withheld = access.points_are_hidden(new, visibility) or access.points_are_hidden(old, visibility)
    changes = _changes(before, after)
    return render_template(
        "student/compare.html",
        assignment=assignment,
        own=redacted,
        old=old,
        new=new,
        others=others[::-1],
        names=dict.fromkeys((old.id, new.id), gettext(ANSWER)) | names,
        strips=[(row, strip_of_attempt(outlines, known.get(row.id, {}), practice=row.practice)) for row in (old, new)],
        changes=changes,
        sum=_sum(old, new, changes, before, after, withheld=withheld),
        lines=diff(*texts),
    )


def _chosen() -> tuple[Submission, Submission, access.Visibility]:
    """(from, to, visibility of both). Raises Problem 422 unless two are chosen, and NotFound for strangers' ones."""
    ids = request.args.getlist("c")
    if ids and len(ids) != 2:
        raise Problem(422, gettext("Select exactly two attempts to compare."))
    first, _ = access.find(ids[0] if ids else request.args.get("old", ""), with_report=True)
    second, visibility = access.find(ids[1] if ids else request.args.get("new", ""), with_report=True)
    if (first.assignment, first.course_id, first.student) != (second.assignment, second.course_id, second.student):
        raise NotFound(gettext("These two submissions are not by one student for one assignment."))
    if ids and first.created_at > second.created_at:
        first, second = second, first
    return first, second, visibility


def _changes(before: Mapping[str, CaseView], after: Mapping[str, CaseView]) -> list[Change]:
    changes = []
    titles = {name: view.title for name, view in {**before, **after}.items()}
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if old is None or new is None or (old.verdict, old.summary) != (new.verdict, new.summary):
            changes.append(Change(title=titles[name], old=old, new=new))
    return changes


def _sum(
    old: Submission,
    new: Submission,
    changes: Sequence[Change],
    before: Mapping[str, CaseView],
    after: Mapping[str, CaseView],
    *,
    withheld: bool,
) -> Sum:
    both = [change for change in changes if change.old and change.new]
    fixed = sum(change.new.verdict == PASSED != change.old.verdict for change in both if change.old and change.new)
    broken = sum(change.old.verdict == PASSED != change.new.verdict for change in both if change.old and change.new)
    text = gettext("No test changed between passed and failed")
    if fixed or broken:
        left = gettext("%(number)s broken", number=broken) if broken else gettext("none broken")
        text = ngettext("%(num)s test fixed", "%(num)s tests fixed", fixed) + ", " + left
    same = [name for name in after if name in before and after[name].verdict == before[name].verdict]
    same = [name for name in same if after[name].summary == before[name].summary]
    passed = sum(after[name].verdict == PASSED for name in same)
    return Sum(
        text=text,
        points=None if withheld or old.score is None or new.score is None else new.score - old.score,
        unchanged=_unchanged(len(same), passed),
    )


def _unchanged(number: int, passed: int) -> str:
    """What is said of the `number` of tests whose result is the same, of which some have `passed`."""
    if not number:
        return gettext("Every test changed.")
    unchanged = ngettext("%(num)s test unchanged", "%(num)s tests unchanged", number)
    left = gettext("all passed")
    if passed < number:
        left = gettext("%(passed)s passed, %(failed)s not", passed=passed, failed=number - passed)
    return f"{unchanged}, {left}."
