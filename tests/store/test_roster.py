"""Importing a roster: what would change, the change, and how little it asks of the database."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from grader.store import accounts, audit, courses, members, password_links, roster, roster_file, sections
from grader.store.members import MemberFilter, State
from grader.store.models import Role
from grader.store.roster import Status
from grader.store.roster_file import NoRoster, TooManyRows, read_roster

LIST = """Name;E-Mail;Role;Section;SIS User ID
Ada;ada@example.org;student;Monday;s1
Zoe Zhang;ZOE@example.org;;monday;s2
Kofi;kofi@uni;student;;
Zoe again;zoe@example.org;student;;
Lena;lena@example.org;tutor;;s1
Max;max@example.org;king;;
"""


def imported(database, course, text, **options):
    with database.write() as session:
        plan = roster.plan(session, course.id, read_roster(text))
        return roster.apply(session, course.id, plan, actor="ina@example.org", **options)


def listed(database, course, **wanted):
    with database.read() as session:
        return [row.person.email for row in members.page(session, course.id, MemberFilter(**wanted)).items]


def test_each_row_has_a_status_and_each_problem_a_line(database, course):
    with database.read() as session:
        plan = roster.plan(session, course.id, read_roster(LIST))
    assert [(row.row.line, row.status.value) for row in plan.rows] == [
        (2, "changed"),
        (3, "new"),
        (4, "problem"),
        (5, "problem"),
        (6, "problem"),
        (7, "problem"),
    ]
    assert plan.rows[0].changes == {"section": ("", "Monday"), "sis_id": ("", "s1")}
    problems = [row.problem for row in plan.of(Status.PROBLEM)]
    assert problems[0].startswith("Email not valid")
    assert problems[1:3] == ["Same email as line 3", "Same SIS ID as line 2"]
    assert "'king' is not known" in problems[3]
    assert [each.person.email for each in plan.gone] == ["ben@example.org"]
    assert plan.new_sections == ("Monday",)


def test_the_import_adds_changes_and_leaves_out(database, course):
    assert imported(database, course, LIST) == {"added": 1, "changed": 1, "removed": 0, "left_out": 4}
    assert listed(database, course) == ["ada@example.org", "ben@example.org", "zoe@example.org"]
    with database.read() as session:
        (section,) = sections.sections(session, course.id)
        assert sections.sizes(session, course.id) == {section.id: 2}
        zoe = accounts.by_email(session, "zoe@example.org")
        assert (zoe.name, zoe.password_hash) == ("Zoe Zhang", "")
        assert courses.enrolment(session, course.id, zoe.id).sis_id == "s2"
        entries = {entry.action: entry for entry in audit.entries(session, course.id)}
    assert entries["member.changed"].details == {"section": ["", "Monday"], "sis_id": ["", "s1"]}
    assert entries["member.added"].subject == "zoe@example.org"
    assert entries["roster.imported"].details["left_out"] == 4


def test_nobody_is_added_twice(database, course):
    imported(database, course, LIST)
    assert imported(database, course, LIST) == {"added": 0, "changed": 0, "removed": 0, "left_out": 4}


def test_who_is_not_in_the_list_is_removed_only_if_asked_and_comes_back_by_a_list(database, course):
    only_ada = "email\nada@example.org\n"
    imported(database, course, only_ada)
    assert "ben@example.org" in listed(database, course)
    assert imported(database, course, only_ada, remove_gone=True)["removed"] == 1
    assert listed(database, course) == ["ada@example.org"]
    assert listed(database, course, state=State.REMOVED) == ["ben@example.org"]
    assert imported(database, course, "email\nben@example.org\n")["changed"] == 1
    assert listed(database, course) == ["ada@example.org", "ben@example.org"]


def test_the_last_instructor_is_not_made_a_student(database, course):
    with database.write() as session:
        ina = accounts.create_person(session, email="ina@example.org", name="Ina", password_hash="none")
        courses.enrol(session, course.id, ina.id, Role.INSTRUCTOR)
    result = imported(database, course, "email,role\nina@example.org,student\n")
    assert result == {"added": 0, "changed": 0, "removed": 0, "left_out": 1}


def test_work_of_programs_is_given_to_new_accounts_and_not_to_registered_ones(database, course, world):
    world.hand_in("zoe@example.org")
    world.hand_in("yan@example.org")
    with database.write() as session:
        accounts.create_person(session, email="yan@example.org", name="Yan", password_hash="chosen by anybody")
    imported(database, course, "email\nzoe@example.org\nyan@example.org\n")
    with database.read() as session:
        enrolments = {row.person.email: row for row in courses.members(session, course.id)}
    assert enrolments["zoe@example.org"].confirmed
    assert not enrolments["yan@example.org"].confirmed
    assert listed(database, course, state=State.WAITING) == ["yan@example.org"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoe Zhang <zoe@uni.example>\nyan@uni.example", [("zoe@uni.example", "Zoe Zhang"), ("yan@uni.example", "")]),
        ("Zhang, Zoe, zoe@uni.example", [("zoe@uni.example", "Zhang Zoe")]),
        ("zoe@uni.example\tZoe", [("zoe@uni.example", "Zoe")]),
        ("\ufeffFirst name,Last name,Email address\nZoe,Zhang,z@uni.example", [("z@uni.example", "Zoe Zhang")]),
        ('name,email\n"Zhang, ""Z"" Zoe",z@uni.example\n', [("z@uni.example", 'Zhang, "Z" Zoe')]),
    ],
)
def test_lists_in_many_forms(text, expected):
    assert [(row.email, row.name) for row in read_roster(text).rows] == expected


def test_blanks_within_a_name_cost_nothing():
    """Dividing them in all ways would take minutes."""
    text = "\n".join(f'"Zoe{" " * 120_000}{number}",z{number}@uni.example' for number in range(30))
    assert [row.email for row in read_roster(text).rows] == [f"z{number}@uni.example" for number in range(30)]


@pytest.mark.parametrize("text", ["", "name\nZoe", "a" * 200_000, "\n\n"])
def test_what_is_no_roster_says_so(text):
    with pytest.raises(NoRoster):
        read_roster(text)


def test_a_roster_has_an_end():
    with pytest.raises(TooManyRows):
        read_roster("email\n" + "a@example.org\n" * 5002)


def test_spreadsheets_write_other_encodings():
    assert roster_file.decode("Zoë".encode("cp1252")) == "Zoë"
    assert roster_file.decode(b"\xff\xfe" + "Zoë".encode("utf-16-le")).endswith("Zoë")


def statements(database, work):
    found = []

    def count(*_):
        found.append(1)

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(database.engine, "before_cursor_execute", count)
    return len(found)


def long_list(number, prefix):
    return "email,name,section\n" + "".join(
        f"{prefix}{index}@example.org,Student {index},Section {index % 5}\n" for index in range(number)
    )


def test_statements_do_not_grow_with_the_class(database, course):
    few = statements(database, lambda: imported(database, course, long_list(20, "a")))
    many = statements(database, lambda: imported(database, course, long_list(400, "b")))
    assert many <= few + 6
    pages = [statements(database, lambda: listed(database, course, text="student")) for _ in range(2)]
    assert max(pages) <= 4


def test_problems_can_be_downloaded_and_imported_again(database, course):
    file = read_roster(LIST)
    with database.read() as session:
        text = roster.problems_file(file, roster.plan(session, course.id, file))
    assert text.splitlines()[0] == "Name,E-Mail,Role,Section,SIS User ID,line,problem"
    assert len(text.splitlines()) == 5
    again = read_roster(text.replace("kofi@uni", "kofi@uni.example"))
    assert next(row.email for row in again.rows if not row.problem) == "kofi@uni.example"


def test_a_password_link_works_once(database, course):
    imported(database, course, "email\nzoe@example.org\n")
    with database.write() as session:
        (zoe,) = password_links.without_password(session, course.id)
        assert password_links.may_give(session, [zoe.id], [course.id]) == {zoe.id}
        old = password_links.create(session, [zoe.id])[zoe.id]
        key = password_links.create(session, [zoe.id])[zoe.id]
        assert password_links.person_of(session, old) is None
        assert password_links.use(session, key, accounts.hash_password("four long words here")).id == zoe.id
        assert password_links.use(session, key, "x") is None
    with database.read() as session:
        assert accounts.verify_password(session, "zoe@example.org", "four long words here") is not None
        assert password_links.without_password(session, course.id) == []


def test_an_account_without_a_password_cannot_sign_in(database, course):
    imported(database, course, "email\nzoe@example.org\n")
    with database.read() as session:
        assert accounts.verify_password(session, "zoe@example.org", "") is None
