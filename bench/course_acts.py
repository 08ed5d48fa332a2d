"""What instructors have done in a generated course: every page of theirs has something to show.

All of it grows with the class, so that a page whose queries grow with it is seen.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from grader.model import Lifecycle, Verdict
from grader.store import (
    announcements,
    audit,
    comments,
    courses,
    deliveries,
    extensions,
    lti_links,
    lti_platforms,
    lti_scores,
    lti_users,
    messages,
    regrades,
    saved_comments,
    sections,
)
from grader.store.announcements import NewAnnouncement
from grader.store.comments import Author
from grader.store.extensions import NewExtension
from grader.store.messages import NewMessage
from grader.store.models import (
    Delivery,
    Enrolment,
    RegradeResult,
    RegradeState,
    ResultState,
    Submission,
    now,
)
from grader.store.regrade_comparison import points_change, test_changes

#: Not a person, so that the instructor of the course is told of what it announces.
AUTHOR = Author(person_id=None, name="token bench")
ACTOR = "token bench"


def act(
    session: Session, course_id: int, slug: str, students: Sequence[tuple[int, str]], chance: random.Random
) -> None:
    """Add what instructors do; `slug` is the assignment that most of it concerns, `students` are (id, email)."""
    emails = [email for _, email in students]
    few = 2 + len(students) // 20
    _sections(session, course_id, chance)
    given = courses.course_assignment(session, course_id, slug)
    if given is None:
        raise ValueError(f"{slug} is not in the course")
    new = NewExtension(due_at=None, attempts=1, reason="Illness")
    extensions.create(session, given, chance.sample(emails, few), new, actor=ACTOR)
    for number in range(few):
        announced = NewAnnouncement(title=f"Laboratory {number + 1}", text="The laboratory is open on Friday.")
        announcements.create(session, course_id, announced, author=AUTHOR, actor=ACTOR)
        message = NewMessage(subject=f"Exercise {number + 1}", text="Look at zero.", assignment=slug)
        messages.send(session, course_id, chance.sample(emails, few), message, author=AUTHOR, actor=ACTOR)
        saved_comments.add(session, course_id, title=f"Comment {number + 1}", text="Look at zero.")
    attempts = _attempts(session, course_id, slug)
    _regrade(session, course_id, slug, attempts)
    _comments_and_failures(session, attempts, chance, few)
    _connections(session, course_id, slug, students, attempts)
    for email in emails:
        audit.record(session, actor=ACTOR, action="member.changed", subject=email, course_id=course_id)


def _sections(session: Session, course_id: int, chance: random.Random) -> None:
    found = [sections.create(session, course_id, day, actor=ACTOR).id for day in ("Monday", "Wednesday", "Friday")]
    for enrolment in session.scalars(select(Enrolment).where(Enrolment.course_id == course_id)):
        enrolment.section_id = chance.choice(found)
        enrolment.sis_id = f"s{enrolment.person_id}"


def _attempts(session: Session, course_id: int, slug: str) -> list[Submission]:
    """The graded attempts, oldest first."""
    these = (Submission.course_id == course_id, Submission.assignment == slug, Submission.attempt > 0)
    rows = (
        select(Submission).where(*these, Submission.score.is_not(None)).order_by(Submission.created_at, Submission.id)
    )
    return list(session.scalars(rows.options(undefer(Submission.report))))


def _regrade(session: Session, course_id: int, slug: str, attempts: Sequence[Submission]) -> None:
    """A regrade that is ready: every third attempt has gained, every seventh lost a test."""
    regrade = regrades.start(session, course_id, slug, author=AUTHOR)
    regrade.state, regrade.ready_at = RegradeState.READY, now()
    by_id = {attempt.id: attempt for attempt in attempts}
    for place, result in enumerate(
        session.scalars(select(RegradeResult).where(RegradeResult.regrade_id == regrade.id))
    ):
        attempt = by_id[result.submission_id]
        old = attempt.report or {}
        new = _changed(old, passed=True) if place % 3 == 0 else _changed(old, passed=False) if place % 7 == 0 else old
        result.state, result.finished_at, result.report, result.receipt = (
            ResultState.GRADED,
            now(),
            new,
            attempt.receipt,
        )
        result.suite_version, result.not_loaded, result.old_run = regrade.suite_version, False, attempt.graded_run
        result.old_points, result.old_max, result.old_verdict = attempt.score, attempt.max_score, attempt.verdict
        result.new_points, result.new_max, result.new_verdict = new["score"], new["max_score"], Verdict(new["verdict"])
        result.change = points_change(attempt.score or 0.0, attempt.max_score or 0.0, new["score"], new["max_score"])
        result.tests = [asdict(change) for change in test_changes(old, new)] or None


def _changed(report: dict[str, Any], *, passed: bool) -> dict[str, Any]:
    """The report with one more test that has passed, or failed."""
    changed = deepcopy(report)
    for case in changed["cases"]:
        if (case["verdict"] == Verdict.ACCEPTED) is not passed:
            case["verdict"] = (Verdict.ACCEPTED if passed else Verdict.WRONG_ANSWER).value
            case["score"] = case["max_score"] if passed else 0.0
            break
    changed["score"] = sum(case["score"] for case in changed["cases"])
    return changed


def _comments_and_failures(session: Session, attempts: Sequence[Submission], chance: random.Random, few: int) -> None:
    for attempt in chance.sample(list(attempts), min(few, len(attempts))):
        comments.add(session, attempt.id, text="Where is **zero**?", line=1, author=AUTHOR)
    # The grader has failed at some of the newest, which nobody has submitted again since.
    failed = [attempt.id for attempt in attempts[-few:]]
    values = {"status": Lifecycle.FAILED, "failure": "The worker ended unexpectedly."}
    session.execute(update(Submission).where(Submission.id.in_(failed)).values(**values))


def _connections(
    session: Session,
    course_id: int,
    slug: str,
    students: Sequence[tuple[int, str]],
    attempts: Sequence[Submission],
) -> None:
    """A webhook with its messages, and a learning management system that knows all students."""
    hook = deliveries.create_webhook(session, course_id=course_id, url="https://lms.example.edu/hook")
    for attempt in attempts:
        body = {"event": "submission.graded", "submission": attempt.id}
        common = {"webhook_id": hook.id, "submission_id": attempt.id, "kind": body["event"], "payload": body}
        session.add(Delivery(**common, tries=1, finished_at=now(), delivered=True, answer_status=200))
    lms = "https://lms.example.edu"
    urls = {"login_url": f"{lms}/auth", "token_url": f"{lms}/token", "jwks_url": f"{lms}/jwks"}
    # A registration holds for one course, so each course has a client id of its own.
    new = lti_platforms.NewPlatform(course_id=course_id, name="Campus", issuer=lms, client_id=f"c{course_id}", **urls)
    platform = lti_platforms.add(session, new, actor=ACTOR)
    for person_id, email in students:
        lti_users.link(session, platform, email, person_id)
    service = {"lineitem": f"{lms}/items/{course_id}", "scope": []}
    context = lti_links.see_context(session, platform, "1", "1", title="Networks", nrps=None, ags=service)
    link = lti_links.see_link(session, context, "1", title="Exercise", ags=service)
    link.slug = slug
    session.flush()
    lti_scores.add_missing(session, course_id)
