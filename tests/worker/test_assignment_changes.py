"""What a worker does when the files of an assignment change, or cannot be loaded."""

from grader.model import Lifecycle, Verdict
from grader.store import outlines
from tests.worker.parts import RIGHT, WRONG, deliver_until_finished, get, hand_in


def test_the_receipt_names_what_graded(grader, database, course_id, settings):
    first = hand_in(database, course_id, RIGHT)
    grader.grade(first.id)
    cases = settings.root / "testcases" / "doubling" / "cases.py"
    cases.write_text(cases.read_text().replace("6.5", "7.5"))
    second = hand_in(database, course_id, RIGHT)
    grader.grade(second.id)
    receipts = [get(database, submission).receipt for submission in (first, second)]
    assert receipts[0]["file"] == receipts[1]["file"] == first.sha256
    assert receipts[0]["suite"] != receipts[1]["suite"]
    assert receipts[0]["jail"] in {"warm", "cold"}


def test_changed_cases_are_used_at_once(grader, database, course_id, settings):
    reference = settings.root / "reference" / "doubling" / "solution.py"
    reference.write_text(reference.read_text().replace("2 * x", "3 * x"))
    submission = hand_in(database, course_id, WRONG)
    grader.grade(submission.id)
    assert get(database, submission).verdict is Verdict.ACCEPTED


def test_a_change_in_what_the_reference_builds_on_is_used_at_once(grader, database, course_id, settings):
    base, reference = (settings.root / "reference" / name for name in ("base.py", "doubling/solution.py"))
    base.write_text("def factor():\n    return 2\n")
    reference.write_text("from reference.base import factor\ndef double(x):\n    return factor() * x\n")
    first = hand_in(database, course_id, RIGHT)
    grader.grade(first.id)
    base.write_text(base.read_text().replace("2", "3"))
    second = hand_in(database, course_id, WRONG)
    grader.grade(second.id)
    rows = [get(database, submission) for submission in (first, second)]
    assert [row.verdict for row in rows] == [Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert rows[0].receipt["suite"] != rows[1].receipt["suite"]


def test_an_assignment_that_cannot_be_loaded_is_our_fault(grader, database, course_id, settings):
    cases = settings.root / "testcases" / "doubling" / "cases.py"
    text = cases.read_text()
    cases.write_text("import nothing_like_it\n")
    submission = hand_in(database, course_id, RIGHT)
    deliver_until_finished(settings, database, grader, submission)
    row = get(database, submission)
    assert row.status is Lifecycle.FAILED
    assert "which its instructor can see" in row.failure
    assert "cases.py" not in row.failure
    assert problem_told(database) == (
        "testcases/doubling/cases.py, line 1: ModuleNotFoundError: No module named 'nothing_like_it'"
    )
    cases.write_text(text)
    grader.grade(hand_in(database, course_id, RIGHT).id)
    assert problem_told(database) == ""


def problem_told(database):
    with database.read() as session:
        return outlines.problem(session, "doubling")


def test_what_is_wrong_with_an_assignment_is_told_before_anybody_hands_in(graders, settings, database):
    (settings.root / "testcases" / "doubling" / "prompt.md").unlink()
    grader = graders(settings)
    grader.begin()
    assert problem_told(database).startswith("testcases/doubling/prompt.md: this file is missing")
