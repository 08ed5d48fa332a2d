"""CSV injection: names that a spreadsheet would run as formulas."""

from __future__ import annotations

import csv
import io

import pytest

from grader.model.text import spreadsheet_text
from grader.store import accounts

#: Names, and what they are in a cell.
HOSTILE = {
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    "+1+1": "'+1+1",
    "-2+3": "'-2+3",
    "@SUM(1;1)": "'@SUM(1;1)",
    " =1+1": "' =1+1",
    "\u3000=1+1": "'\u3000=1+1",
    "\uff1d1+1": "'\uff1d1+1",
    "Ada;=HYPERLINK(1)": "Ada;'=HYPERLINK(1)",
    "Ada; +1": "Ada;' +1",
    '"=1+1': '"=1+1',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_looks_like_a_formula_gets_a_quote(name):
    assert spreadsheet_text(name) == HOSTILE[name]


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "Jean-Luc", "O'Neill", "a@b.example", "1-2=3", "Doe; John", "", "x;y"]
)
def test_ordinary_names_stay(name):
    assert spreadsheet_text(name) == name


@pytest.mark.parametrize("kind", ["csv", "canvas", "moodle"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_of_a_file_begins_as_a_formula(lms, database, world, kind, name):
    with database.write() as db:
        accounts.rename(db, world.people["bob"], name)
    for student in (name, "=1+1@example.edu"):
        lms.hand_in(student=student, enrol=True)
    answer = lms.get(f"/assignments/relu_der/grades?format={kind}")
    assert answer.status_code == 200
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(answer.text), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL):
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d")), (delimiter, row)
