"""Keeps nbgrader's API warm: reads a submission's path per line, answers with the list of passed tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
from five import SET_UP, TESTS
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config


def cell(source: str, name: str, **flags: object) -> nbformat.NotebookNode:
    """A code cell with nbgrader's metadata."""
    data = {"schema_version": 3, "grade_id": name, "solution": False, "locked": True, "grade": False, "task": False}
    return new_code_cell(source, metadata={"nbgrader": data | flags})


def notebook(solution: str) -> nbformat.NotebookNode:
    """The assignment with `solution` in its solution cell."""
    tests = [cell(statements.strip(), name, grade=True, points=1) for name, statements in TESTS.items()]
    return new_notebook(cells=[cell(solution, "solution", solution=True, locked=False), cell(SET_UP, "setup"), *tests])


def main() -> None:
    """Answer on standard output, one JSON line per submission."""
    folder = Path(sys.argv[1])
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_assignments = []
    api = NbGraderAPI(config=config)
    source = folder / "source" / "ps1" / "p1.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook("### BEGIN SOLUTION\npass\n### END SOLUTION"), source)
    if not (made := api.generate_assignment("ps1"))["success"]:
        sys.exit(str(made))
    print("ready", flush=True)
    submitted = folder / "submitted" / "alice" / "ps1" / "p1.ipynb"
    submitted.parent.mkdir(parents=True)
    for line in sys.stdin:
        nbformat.write(notebook(Path(line.strip()).read_text()), submitted)
        if not (graded := api.autograde("ps1", "alice"))["success"]:
            sys.exit(str(graded))
        with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
            grades = gradebook.find_submission_notebook("p1", "ps1", "alice").grades
            scores = {grade.name: grade.auto_score for grade in grades}
        print(json.dumps([scores[name] == 1 for name in TESTS]), flush=True)


main()
