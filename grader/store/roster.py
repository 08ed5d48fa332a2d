"""Imports a roster into a course: what would change, and the change. Queries do not grow with the number of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from grader.store import audit, lti_users, members
from grader.store.members import State
from grader.store.models import AuditEntry, Enrolment, Person, Role, Section, Submission, now, table_of
from grader.store.roster_file import RosterFile, RosterRow

#: Values in one statement; SQLite and PostgreSQL take more.
_CHUNK = 500


class Status(StrEnum):
    """What the import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A row of the roster, and what becomes of it."""

    row: RosterRow
    status: Status
    #: Why it is left out; empty otherwise.
    problem: str = ""
    #: The name that the account has or gets.
    name: str = ""
    role: Role = Role.STUDENT
    #: Field -> (old, new), as people read it: "role", "section", "sis_id", "external_id", "state".
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    person: Person | None = None
    enrolment: Enrolment | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an import would change."""

    rows: tuple[PlannedRow, ...]
    #: Students in the course that the roster does not name.
    gone: tuple[Enrolment, ...]
    #: Names of sections that do not exist yet.
    new_sections: tuple[str, ...]

    def of(self, status: Status) -> list[PlannedRow]:
        """The rows with this status."""
        return [row for row in self.rows if row.status == status]


def plan(session: Session, course_id: int, file: RosterFile) -> Plan:
    """What the import of `file` would change. Nothing is stored."""
    enrolled = list(session.scalars(select(Enrolment).where(Enrolment.course_id == course_id)))
    by_email = {each.person.email: each for each in enrolled}
    sis_ids = {each.sis_id: each.person.email for each in enrolled if each.sis_id}
    instructors = {each.id for each in enrolled if each.role is Role.INSTRUCTOR and each.active}
    people = _people(session, [row.email for row in file.rows if row.email not in by_email])
    rows = []
    for row in file.rows:
        planned = _planned(row, by_email.get(row.email), people.get(row.email), sis_ids)
        if planned.enrolment is not None and planned.enrolment.id in instructors and "role" in planned.changes:
            instructors.discard(planned.enrolment.id)
            if not instructors:
                instructors.add(planned.enrolment.id)
                planned = PlannedRow(row=row, status=Status.PROBLEM, problem="A course needs an instructor")
        rows.append(planned)
    named = {row.email for row in file.rows}
    gone = (each for each in enrolled if each.role is Role.STUDENT and each.active and each.person.email not in named)
    return Plan(
        rows=tuple(rows),
        gone=tuple(sorted(gone, key=lambda each: (each.person.name.casefold(), each.id))),
        new_sections=_new_sections(session, course_id, rows),
    )


def _people(session: Session, emails: Sequence[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for start in range(0, len(emails), _CHUNK):
        these = select(Person).where(Person.email.in_(emails[start : start + _CHUNK]))
        found |= {person.email: person for person in session.scalars(these)}
    return found


def _planned(
    row: RosterRow, enrolment: Enrolment | None, person: Person | None, sis_ids: Mapping[str, str]
) -> PlannedRow:
    problem = row.problem
    if not problem and row.sis_id and sis_ids.get(row.sis_id, row.email) != row.email:
        problem = f"SIS ID belongs to {sis_ids[row.sis_id]}"
    if problem:
        return PlannedRow(row=row, status=Status.PROBLEM, problem=problem, name=row.name)
    if enrolment is None:
        return PlannedRow(
            row=row,
            status=Status.NEW,
            name=person.name if person else row.name or row.email.partition("@")[0],
            role=row.role or Role.STUDENT,
            person=person,
        )
    changes = dict(_changes(row, enrolment))
    return PlannedRow(
        row=row,
        status=Status.CHANGED if changes else Status.UNCHANGED,
        name=enrolment.person.name,
        role=row.role or enrolment.role,
        changes=changes,
        person=enrolment.person,
        enrolment=enrolment,
    )


def _changes(row: RosterRow, enrolment: Enrolment) -> Iterator[tuple[str, tuple[str, str]]]:
    """What the row says differently. A column that is missing, or a cell that is empty, changes nothing."""
    if enrolment.removed_at is not None or not enrolment.approved:
        yield "state", (members.state_of(enrolment).value, State.ACTIVE.value)
    if row.role is not None and row.role is not enrolment.role:
        yield "role", (enrolment.role.value, row.role.value)
    section = enrolment.section.name if enrolment.section else ""
    if row.section and row.section.casefold() != section.casefold():
        yield "section", (section, row.section)
    if row.sis_id and row.sis_id != enrolment.sis_id:
        yield "sis_id", (enrolment.sis_id or "", row.sis_id)
    if row.external_id and row.external_id != enrolment.external_id:
        yield "external_id", (enrolment.external_id or "", row.external_id)


def _new_sections(session: Session, course_id: int, rows: Sequence[PlannedRow]) -> tuple[str, ...]:
    known = {name.casefold() for name in session.scalars(select(Section.name).where(Section.course_id == course_id))}
    wanted: dict[str, str] = {}
    for planned in rows:
        name = planned.row.section
        if name and planned.status in (Status.NEW, Status.CHANGED) and name.casefold() not in known:
            wanted.setdefault(name.casefold(), name)
    return tuple(wanted.values())


def apply(session: Session, course_id: int, made: Plan, *, actor: str, remove_gone: bool = False) -> dict[str, int]:
    """Make the changes of a plan, made in the same transaction; returns how many of each kind.

    New accounts have no password: hashing hundreds would take minutes. Their people choose one with a link.
    """
    entries: list[dict[str, Any]] = []

    def record(action: str, subject: str, details: Mapping[str, Any]) -> None:
        entries.append(
            {"at": now(), "actor": actor, "course_id": course_id, "action": action}
            | {"subject": subject, "details": dict(details)}
        )

    section_ids = _create_sections(session, course_id, made.new_sections, record)
    new = made.of(Status.NEW)
    _create_people(session, new)
    _enrol(session, course_id, new, section_ids, record)
    changed = made.of(Status.CHANGED)
    for planned in changed:
        assert planned.enrolment is not None
        _change(planned, planned.enrolment, section_ids)
        record("member.changed", planned.row.email, {name: list(pair) for name, pair in planned.changes.items()})
    removed = made.gone if remove_gone else ()
    for enrolment in removed:
        enrolment.removed_at = now()
        record("member.removed", enrolment.person.email, {"state": [State.ACTIVE.value, State.REMOVED.value]})
    session.flush()
    if entries:
        session.execute(insert(AuditEntry), entries)
    result = expected(made, remove_gone=remove_gone)
    audit.record(session, actor=actor, action="roster.imported", course_id=course_id, details=result)
    return result


def expected(made: Plan, *, remove_gone: bool = False) -> dict[str, int]:
    """How many of each kind `apply` changes."""
    return {
        "added": len(made.of(Status.NEW)),
        "changed": len(made.of(Status.CHANGED)),
        "removed": len(made.gone) if remove_gone else 0,
        "left_out": len(made.of(Status.PROBLEM)),
    }


def _create_sections(session: Session, course_id: int, names: Sequence[str], record: Any) -> dict[str, int]:
    """Name in lower case -> id, of all sections of the course."""
    for name in names:
        session.add(Section(course_id=course_id, name=name))
        record("section.created", name, {"name": [None, name]})
    session.flush()
    rows = session.execute(select(Section.name, Section.id).where(Section.course_id == course_id))
    return {name.casefold(): section_id for name, section_id in rows}


def _create_people(session: Session, new: Sequence[PlannedRow]) -> None:
    values = [
        {"email": planned.row.email, "name": planned.name, "password_hash": "", "created_at": now()}
        for planned in new
        if planned.person is None
    ]
    if values:
        session.execute(insert(Person), values)


def _enrol(
    session: Session, course_id: int, new: Sequence[PlannedRow], section_ids: Mapping[str, int], record: Any
) -> None:
    people = _people(session, [planned.row.email for planned in new])
    by_programs = _students_of_programs(session, course_id)
    values = []
    for planned in new:
        row, person = planned.row, people[planned.row.email]
        section_id = section_ids.get(row.section.casefold()) if row.section else None
        # See courses.enrol_from_roster.
        confirmed = row.email not in by_programs or not lti_users.in_use(session, person)
        ids = {"sis_id": row.sis_id or None, "external_id": row.external_id or None}
        values.append(
            {"course_id": course_id, "person_id": person.id, "role": planned.role, "created_at": now()}
            | {"confirmed": confirmed, "approved": True, "section_id": section_id, **ids}
        )
        if confirmed and row.email in by_programs:
            _give_submissions(session, course_id, by_programs[row.email], person)
        given = {"role": planned.role.value, "section": row.section or None, **ids}
        record("member.added", row.email, {name: [None, value] for name, value in given.items() if value})
    if values:
        session.execute(insert(Enrolment), values)


def _students_of_programs(session: Session, course_id: int) -> dict[str, list[str]]:
    """Name in lower case -> the names that programs have handed in for, without an account."""
    table = table_of(Submission)
    theirs = select(table.c.student).where(table.c.course_id == course_id, table.c.person_id.is_(None)).distinct()
    found: dict[str, list[str]] = {}
    for name in session.scalars(theirs):
        found.setdefault(name.lower(), []).append(name)
    return found


def _give_submissions(session: Session, course_id: int, names: Sequence[str], person: Person) -> None:
    table = table_of(Submission)
    theirs = (table.c.course_id == course_id, table.c.student.in_(names), table.c.person_id.is_(None))
    session.execute(
        update(table).where(*theirs, func.lower(table.c.student) == person.email).values(person_id=person.id)
    )


def _change(planned: PlannedRow, enrolment: Enrolment, section_ids: Mapping[str, int]) -> None:
    row = planned.row
    enrolment.removed_at, enrolment.approved, enrolment.role = None, True, planned.role
    if "section" in planned.changes:
        enrolment.section_id = section_ids[str(row.section).casefold()]
    enrolment.sis_id = row.sis_id or enrolment.sis_id
    enrolment.external_id = row.external_id or enrolment.external_id


def problems_file(file: RosterFile, made: Plan) -> str:
    """The rows that are left out, as CSV, with the line and the reason of each in the last columns."""
    out = io.StringIO()
    writer = csv.writer(out)
    header = file.header or ("email", "name")
    width = max([len(header), *(len(row.cells) for row in file.rows)])
    writer.writerow([*header, *[""] * (width - len(header)), "line", "problem"])
    for planned in made.of(Status.PROBLEM):
        cells = planned.row.cells
        writer.writerow([*cells, *[""] * (width - len(cells)), planned.row.line, planned.problem])
    return out.getvalue()
