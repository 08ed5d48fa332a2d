"""The gradebook: search, filters, order, pages; how the total is made; files."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from grader.model import Verdict
from grader.store import gradebooks, overrides
from grader.store.comments import Author
from grader.store.models import Enrolment
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def graded(worker, hand_in):
    ids = {"alice first": hand_in("alice"), "alice": hand_in("alice"), "bob": hand_in("bob")}
    worker.grade(ids["alice first"], visible_case(Verdict.WRONG_ANSWER), hidden_case())
    worker.grade(ids["alice"], visible_case(), hidden_case())
    worker.grade(ids["bob"], visible_case(), hidden_case(Verdict.ACCEPTED))
    return ids


@pytest.fixture
def book(browse, world):
    """The names on the page that a query shows, in order."""
    ina = browse("ina")

    def read(query=""):
        answer = ina.get(f"/teach/{world.networks}/gradebook{query}")
        assert answer.status_code == 200
        return re.findall(r'<tr><th scope="row"><a [^>]*>(\w+) Example', answer.text)

    return read


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alice", "Bob"]),
        ("?sort=-name", ["Bob", "Alice"]),
        ("?sort=-total", ["Bob", "Alice"]),
        ("?sort=total", ["Alice", "Bob"]),
        ("?sort=-relu_der", ["Bob", "Alice"]),
        ("?sort=unknown", ["Alice", "Bob"]),
        ("?q=BOB", ["Bob"]),
        ("?q=alice@", ["Alice"]),
        ("?q=nobody", []),
        ("?show=below", ["Alice"]),
        ("?show=late", []),
        ("?show=missing", []),
        ("?show=nonsense&page=-3", ["Alice", "Bob"]),
        ("?page=9", ["Alice", "Bob"]),
    ],
)
def test_search_filter_and_order(book, graded, query, names):
    assert book(query) == names


def test_running_and_overridden_attempts_have_filters_and_signs(book, browse, world, graded, hand_in, database):
    hand_in("alice")
    with database.write() as db:
        author = Author(person_id=None, name="Ina")
        overrides.set_points(db, graded["bob"], row=None, score=9.0, reason="by hand", author=author)
    assert book("?show=running") == ["Alice"]
    assert book("?show=overridden") == ["Bob"]
    page = browse("ina").get(f"/teach/{world.networks}/gradebook").text
    assert "being graded, " in page
    assert '<td class="edited">' in page
    assert '9<span class="sr">, set by hand' in page


def test_weights_make_a_total_in_percent(browse, world, graded, database):
    ina = browse("ina")
    here = f"/teach/{world.networks}/gradebook"
    saved = ina.post(f"{here}/total", {"drop_lowest": "0", "weight-relu_der": "30"}, page=here)
    assert saved.status_code == 303
    with database.read() as db:
        assert gradebooks.rule(db, world.networks) == gradebooks.Rule(weights={"relu_der": 30.0})
    assert '<td class="total">33.33</td>' in ina.get(here).text


@pytest.mark.parametrize(
    "fields", [{"drop_lowest": "x"}, {"drop_lowest": "99"}, {"weight-relu_der": "much"}, {"weight-relu_der": "-1"}]
)
def test_what_makes_no_total_is_refused_and_kept_in_the_form(browse, world, graded, database, fields):
    here = f"/teach/{world.networks}/gradebook"
    answer = browse("ina").post(f"{here}/total", fields, page=here)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{next(iter(fields.values()))}"' in answer.text
    with database.read() as db:
        assert gradebooks.rule(db, world.networks).is_plain


def table(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text)))


@pytest.fixture
def file(browse, world):
    ina = browse("ina")
    return lambda query: table(ina.get(f"/teach/{world.networks}/grades?{query}"))


def test_a_line_for_each_student(file, graded):
    assert file("format=table") == [
        ["student", "email", "sis_id", "section", "relu_der", "total"],
        ["Alice Example", "alice@example.edu", "", "", "5", "5"],
        ["Bob Example", "bob@example.edu", "", "", "15", "15"],
    ]


def test_a_line_for_each_row_of_the_rubric(file, graded):
    rows = {(row[1], row[3]): (row[5], row[6]) for row in file("format=rows")[1:]}
    assert rows["bob@example.edu", "gradient"][0] == rows["bob@example.edu", "gradient"][1]
    assert float(rows["alice@example.edu", "gradient"][0]) < float(rows["bob@example.edu", "gradient"][0])


def test_a_line_for_each_attempt(file, graded, hand_in):
    hand_in("bob")
    rows = [(row[1], row[3], row[4], row[7], row[11]) for row in file("format=attempts")[1:]]
    assert rows == [
        ("alice@example.edu", "1", "graded", "0", "no"),
        ("alice@example.edu", "2", "graded", "5", "yes"),
        ("bob@example.edu", "1", "graded", "15", "yes"),
        ("bob@example.edu", "2", "queued", "", "no"),
    ]


def test_ids_of_other_systems_are_in_their_files(file, graded, world, database):
    with database.write() as db:
        for enrolment in db.query(Enrolment).filter_by(course_id=world.networks, person_id=world.people["alice"]):
            enrolment.sis_id, enrolment.external_id = "S17", "4711"
    canvas, moodle = file("format=canvas"), file("format=moodle")
    assert canvas[2][:5] == ["Alice Example", "4711", "S17", "alice@example.edu", ""]
    assert moodle[1][:3] == ["alice@example.edu", "alice@example.edu", "S17"]


@pytest.mark.parametrize(
    ("missing", "bob"), [("empty", [""]), ("zero", ["0"]), ("leave_out", [])], ids=["empty", "zero", "left out"]
)
def test_what_stands_without_a_result_is_chosen(file, worker, hand_in, missing, bob):
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    rows = file(f"format=moodle&missing={missing}")[1:]
    assert [row[3] for row in rows if row[0] == "bob@example.edu"] == bob


def test_all_files_as_an_archive(browse, world, graded, hand_in):
    hand_in("bob", practice=True)
    answer = browse("ina").get(f"/teach/{world.networks}/submissions.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "relu_der/alice@example.edu/001-mine.py",
        "relu_der/alice@example.edu/002-mine.py",
        "relu_der/bob@example.edu/001-mine.py",
    ]
    assert archive.read("relu_der/bob@example.edu/001-mine.py") == b"print('the code of bob')\n"


def test_a_student_at_a_glance(browse, world, worker, hand_in):
    for _ in range(6):
        worker.grade(hand_in("alice"), visible_case(), hidden_case())
    page = browse("ina").get(f"/teach/{world.networks}/student/alice@example.edu")
    text = " ".join(re.sub(r"<[^>]*>", " ", page.text).split())
    assert "Stuck in Backward through ReLU. 5 attempts since the best one, 5 of 15 points." in text
    assert "The latest one shows: The gradient passes at zero" in text
    assert browse("ina").get(f"/teach/{world.networks}/student/charlie@example.edu").status_code == 404
