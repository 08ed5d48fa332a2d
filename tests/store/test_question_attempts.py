"""How a question went before: different answers are counted, the best part of the points is kept."""

from dataclasses import replace

from grader.model import Verdict
from grader.store import runs
from grader.store.events import first_seq
from grader.store.question_attempts import attempts_so_far, earlier_attempts
from tests.store.conftest import case_event, report, result


def answer(world, given, verdict, score=None, student="ada@example.org"):
    """One graded attempt with the answer `given` to the question `q`."""
    submission = world.hand_in(student)
    claim = world.claim(submission)
    case = replace(result("q", verdict), actual=given)
    case = case if score is None else replace(case, score=score)
    with world.database.write() as session:
        runs.finish(
            session,
            claim,
            report([case]),
            receipt={"suite": "1"},
            events=[case_event(claim, 1, case)],
            seq=first_seq(claim.run) + 2,
        )
    return submission


def before(world, submission):
    with world.database.read() as session:
        found = earlier_attempts(session, submission.id, ["q", "other"])
    return {name: (attempts.count, attempts.best) for name, attempts in found.items()}


def test_the_first_attempt_has_nothing_before_it(world):
    first = answer(world, "a", Verdict.WRONG_ANSWER)
    assert before(world, first) == {"q": (0, 0.0), "other": (0, 0.0)}


def test_the_same_answer_again_costs_nothing(world):
    answer(world, "a", Verdict.WRONG_ANSWER)
    answer(world, "a", Verdict.WRONG_ANSWER)
    answer(world, ["a", "b"], Verdict.WRONG_ANSWER, score=0.5)
    last = world.hand_in()
    assert before(world, last)["q"] == (2, 0.5)


def test_skipped_questions_and_other_students_do_not_count(world):
    answer(world, None, Verdict.SKIPPED)
    answer(world, "a", Verdict.ACCEPTED, student="ben@example.org")
    last = world.hand_in()
    assert before(world, last)["q"] == (0, 0.0)


def test_answers_that_could_not_be_read_do_not_count(world):
    answer(world, "abc", Verdict.LOAD_ERROR)
    answer(world, "\\delta", Verdict.LOAD_ERROR)
    answer(world, "a", Verdict.WRONG_ANSWER)
    assert before(world, world.hand_in())["q"] == (1, 0.0)


def test_an_attempt_that_still_waits_counts_at_every_question(world):
    answer(world, 0.5, Verdict.ACCEPTED)
    world.hand_in()
    last = world.hand_in()
    assert before(world, last) == {"q": (2, 1.0), "other": (1, 0.0)}


def test_so_far_is_what_the_next_attempt_has_before_it(world):
    answer(world, "a", Verdict.WRONG_ANSWER)
    answer(world, "b", Verdict.ACCEPTED)
    answer(world, "c", Verdict.ACCEPTED, student="ben@example.org")
    next_one = world.hand_in()
    with world.database.read() as session:
        whose = (next_one.course_id, next_one.student, next_one.assignment)
        found = attempts_so_far(session, *whose, ["q", "other"])
    # The one that waits is a try itself.
    assert {name: attempts.count - 1 for name, attempts in found.items()} == {"q": 2, "other": 0}
    assert before(world, next_one) == {"q": (2, 1.0), "other": (0, 0.0)}
