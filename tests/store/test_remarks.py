"""Comments and regrade requests."""

import pytest

from grader.model import Verdict
from grader.store import accounts, comments, privacy, regrade_requests
from grader.store.comments import Author
from grader.store.models import RequestState
from grader.store.regrade_requests import AlreadyRequested


@pytest.fixture
def ben(world):
    """Ben teaches here, for the author's sake."""
    with world.database.read() as session:
        return Author(person_id=accounts.by_email(session, "ben@example.org").id, name="Ben")


@pytest.fixture
def submission(world):
    return world.graded(Verdict.WRONG_ANSWER)


def test_comments_come_by_line_and_are_unseen_until_marked(world, submission, ben):
    with world.database.write() as session:
        for line in (2, None, 1):
            comments.add(session, submission.id, text=f"on {line}", line=line, author=ben)
    with world.database.write() as session:
        assert [comment.text for comment in comments.of(session, submission.id)] == ["on None", "on 1", "on 2"]
        assert [(row.submission_id, row.number) for row in comments.unseen(session, submission.person_id)] == [
            (submission.id, 3)
        ]
        comments.mark_seen(session, submission.id)
        assert comments.unseen(session, submission.person_id) == []


def test_only_its_author_deletes_a_comment(world, submission, ben):
    with world.database.write() as session:
        comment = comments.add(session, submission.id, text="x", line=None, author=ben)
        assert not comments.remove(
            session, submission.id, comment.id, author=Author(person_id=submission.person_id, name="X")
        )
        assert comments.remove(session, submission.id, comment.id, author=ben)
        assert comments.of(session, submission.id) == []


def ask(world, submission, row="row"):
    with world.database.write() as session:
        return regrade_requests.open_request(session, submission.id, row=row, reason="Look again.")


def test_a_row_has_one_open_request(world, submission, ben):
    first = ask(world, submission)
    with pytest.raises(AlreadyRequested):
        ask(world, submission)
    ask(world, submission, "another")
    with world.database.write() as session:
        assert regrade_requests.answer(session, first.id, text="It stays.", by=ben)
        assert not regrade_requests.withdraw(session, first.id)
    second = ask(world, submission)
    with world.database.write() as session:
        assert regrade_requests.withdraw(session, second.id)
        assert not regrade_requests.answer(session, second.id, text="too late", by=ben)
        states = [request.state for request in regrade_requests.of(session, submission.id)]
        assert states == [RequestState.ANSWERED, RequestState.OPEN, RequestState.WITHDRAWN]
        assert [each.request.row for each in regrade_requests.of_course(session, world.course_id).items] == ["another"]


def test_what_a_deleted_person_wrote_stays_without_the_name(world, submission, ben):
    request = ask(world, submission)
    with world.database.write() as session:
        comments.add(session, submission.id, text="x", line=None, author=ben)
        regrade_requests.answer(session, request.id, text="y", by=ben)
    with world.database.write() as session:
        privacy.delete_person(session, ben.person_id)
    with world.database.read() as session:
        assert [comment.author for comment in comments.of(session, submission.id)] == ["deleted account"]
        assert [found.answered_by for found in regrade_requests.of(session, submission.id)] == ["deleted account"]


def test_they_are_exported_with_the_submission_and_deleted_with_it(world, submission, ben):
    with world.database.write() as session:
        comments.add(session, submission.id, text="x", line=1, author=ben)
    ask(world, submission)
    with world.database.write() as session:
        exported = privacy.export_person(session, submission.person_id, {})["submissions"][0]
        privacy.delete_person(session, submission.person_id)
        assert (comments.of(session, submission.id), regrade_requests.of(session, submission.id)) == ([], [])
    assert [(comment["line"], comment["text"]) for comment in exported["comments"]] == [(1, "x")]
    assert [request["reason"] for request in exported["regrade_requests"]] == ["Look again."]
