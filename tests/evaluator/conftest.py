"""A small assignment whose test cases do what trusted code should not do, behind real evaluators."""

import textwrap
from pathlib import Path

import pytest

from grader.errors import SandboxUnavailable
from grader.evaluator.launch import DataSets
from grader.evaluator.pool import Pool, Recycling
from grader.evaluator.supervision import Clock, Supervisor, Task
from grader.model import CaseFinished, Source
from grader.sandbox import open_jail
from grader.worker.grading.worker_jail import WorkerJail

TOML = """
title = "Numbers"
course = "Arithmetic"
summary = "Give a number."
kind = "code"
entry_points = ["number"]
[[rows]]
name = "value"
title = "The value is right"
points = {points}
[limits]
wall_seconds = 20.0
"""


class Evaluation:
    """Grades a submission to an assignment of which only the test cases are given."""

    def __init__(self, root):
        self.root = root
        self.jail = WorkerJail(open_jail, "auto")
        self.pool = None
        self.events = []

    def assignment(self, cases, slug="numbers", points=4, reference="def number(n):\n    return float(n)\n"):
        files = {
            f"reference/{slug}/solution.py": reference,
            f"testcases/{slug}/assignment.toml": TOML.format(points=points),
            f"testcases/{slug}/prompt.md": "Give a number.\n",
            f"testcases/{slug}/starter.py": "def number(n):\n    ...\n",
            f"testcases/{slug}/cases.py": textwrap.dedent(cases),
        }
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def open(self, memory_bytes=2 * 1024**3, **recycling):
        self.pool = Pool(self.root, DataSets(mnist=None), memory_bytes=memory_bytes, recycling=Recycling(**recycling))
        self.supervisor = Supervisor(self.pool, self.jail, Clock(case=1.0, explain=1.0))

    def grade(self, code, slug="numbers", visible_only=False):
        if self.pool is None:
            self.open()
        self.events = []
        report = self.supervisor.grade(
            Task(
                slug=slug,
                source=Source(filename="submission.py", cells=(textwrap.dedent(code),)),
                visible_only=visible_only,
                question_attempts=None,
                on_event=self.events.append,
            )
        )
        self.supervisor.prepare(slug)
        return report

    @property
    def streamed(self):
        """Names of the cases whose results were streamed, in order."""
        return [event.result.name for event in self.events if isinstance(event, CaseFinished)]

    def close(self):
        if self.pool is not None:
            self.pool.close()
        self.jail.drop()


@pytest.fixture
def evaluation(tmp_path: Path):
    made = Evaluation(tmp_path)
    try:
        made.jail.open()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()
