"""Reads a roster: a CSV file, or lines that were pasted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import GraderError
from grader.store import accounts
from grader.store.members import MAX_ID
from grader.store.models import Role
from grader.store.sections import MAX_NAME as MAX_SECTION

#: Rows of the longest roster.
MAX_ROWS = 5000
MAX_NAME = 200
#: Heading of a column, in lower case without punctuation -> what the column holds.
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("email", "e mail", "email address", "mail", "sis login id", "login", "username"), "email"),
    **dict.fromkeys(("name", "student", "student name", "full name", "display name"), "name"),
    **dict.fromkeys(("first name", "given name", "firstname", "forename"), "first"),
    **dict.fromkeys(("last name", "surname", "family name", "lastname"), "last"),
    **dict.fromkeys(("role",), "role"),
    **dict.fromkeys(("section", "group", "groups"), "section"),
    **dict.fromkeys(("sis id", "sis user id", "student id", "id number", "matriculation number"), "sis_id"),
    **dict.fromkeys(("external id", "id", "canvas id", "identifier"), "external_id"),
}
_ROLES: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    "": Role.STUDENT,
    "learner": Role.STUDENT,
    "ta": Role.ASSISTANT,
    "tutor": Role.ASSISTANT,
    "teaching assistant": Role.ASSISTANT,
    "teacher": Role.INSTRUCTOR,
}
#: "Zoe Zhang <zoe@uni.example>", as mail programs write it.
#: No two parts match the same text: a line of blanks would otherwise be tried in all ways of dividing it.
_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>\s*")


class NoRoster(GraderError):
    """This is no list of students: no column holds email addresses."""


class TooManyRows(GraderError):
    """A roster has at most 5000 rows."""


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """A row of a roster."""

    #: Of the file, from 1.
    line: int
    cells: tuple[str, ...]
    email: str = ""
    name: str = ""
    #: None where the roster has no such column.
    role: Role | None = None
    section: str | None = None
    sis_id: str | None = None
    external_id: str | None = None
    #: Why the row cannot be used; empty if it can.
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class RosterFile:
    """What was read."""

    #: The headings as they were written; empty without any.
    header: tuple[str, ...]
    #: What the columns hold, such as "email" and "sis_id", in the file's order, without those that are not used.
    columns: tuple[str, ...]
    rows: tuple[RosterRow, ...]


def decode(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, UTF-16 with a mark, else Windows-1252, which spreadsheets write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_roster(text: str) -> RosterFile:
    """The rows of a roster. Raises `NoRoster` and `TooManyRows`."""
    lines = list(_lines(text.lstrip("\ufeff").replace("\0", "")))
    if not lines:
        raise NoRoster
    if len(lines) > MAX_ROWS + 1:
        raise TooManyRows
    header: tuple[str, ...] = ()
    columns = [COLUMNS.get(_plain(cell), "") for cell in lines[0][1]]
    if "email" in columns:
        header = lines.pop(0)[1]
    else:
        columns = []
        lines = [(number, _as_pasted(cells)) for number, cells in lines]
        if not any(accounts.is_email(cells[0]) for _, cells in lines):
            raise NoRoster
        columns = ["email", "name"]
    rows = tuple(_first_of_each([_row(number, cells, columns) for number, cells in lines]))
    return RosterFile(header=header, columns=tuple(dict.fromkeys(filter(None, columns))), rows=rows)


def _lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, tuple(cell.strip() for cell in cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise NoRoster(f"Line {reader.line_num} cannot be read: {error}.") from error


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", heading.lower()).split())


def _as_pasted(cells: tuple[str, ...]) -> tuple[str, ...]:
    """(email, name) of a line without headings: an address, with a name in any order or as mail programs write it."""
    address = _ADDRESS.fullmatch(",".join(cells))
    if address is not None:
        return address["email"], address["name"].strip().strip('" ')
    emails = [cell for cell in cells if accounts.is_email(cell)]
    others = [cell for cell in cells if not accounts.is_email(cell)]
    return (emails[0], " ".join(others)) if emails else (cells[0], " ".join(cells[1:]))


def _row(line: int, cells: tuple[str, ...], columns: Sequence[str]) -> RosterRow:
    found = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    email = accounts.normal_email(found.get("email", ""))
    name = found.get("name") or " ".join(filter(None, (found.get("first"), found.get("last"))))
    role = _ROLES.get(found["role"].lower()) if "role" in found else None
    return RosterRow(
        line=line,
        cells=cells,
        email=email,
        name=" ".join(name.split()),
        role=role,
        section=found.get("section"),
        sis_id=found.get("sis_id"),
        external_id=found.get("external_id"),
        problem=_problem(email, name, found),
    )


def _problem(email: str, name: str, found: Mapping[str, str]) -> str:
    if not email:
        return "No email address"
    if not accounts.is_email(email) or not email.isprintable() or "." not in email.rpartition("@")[2]:
        return "Email not valid: it needs a domain, such as @uni.example"
    if not all(value.isprintable() for value in found.values()):
        return "Contains characters that cannot be shown"
    if len(name) > MAX_NAME:
        return f"Name longer than {MAX_NAME} characters"
    if "role" in found and found["role"].lower() not in _ROLES:
        return f"Role {found['role']!r} is not known: write student, assistant or instructor"
    if len(found.get("section", "")) > MAX_SECTION:
        return f"Section longer than {MAX_SECTION} characters"
    if any(len(found.get(column, "")) > MAX_ID for column in ("sis_id", "external_id")):
        return f"ID longer than {MAX_ID} characters"
    return ""


def _first_of_each(rows: Sequence[RosterRow]) -> Iterator[RosterRow]:
    """The rows; one that repeats the email or SIS id of an earlier one has that as its problem."""
    emails: dict[str, int] = {}
    sis_ids: dict[str, int] = {}
    for row in rows:
        problem = row.problem
        if not problem and row.email in emails:
            problem = f"Same email as line {emails[row.email]}"
        elif not problem and row.sis_id and row.sis_id in sis_ids:
            problem = f"Same SIS ID as line {sis_ids[row.sis_id]}"
        if not problem:
            emails[row.email] = row.line
            sis_ids.setdefault(row.sis_id or "", row.line)
        yield (
            row
            if problem == row.problem
            else RosterRow(line=row.line, cells=row.cells, email=row.email, name=row.name, problem=problem)
        )
