"""A small assignment whose test cases do what trusted code should not do, behind real evaluators."""

import shutil
import textwrap
from contextlib import contextmanager

import pytest

from grader.assignments import files
from grader.errors import SandboxUnavailable
from grader.evaluator.launch import DataSets
from grader.evaluator.pool import Pool, Recycling
from grader.evaluator.supervision import Clock, Supervisor, Task
from grader.model import CaseFinished, Isolation, Source
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
wall_seconds = {wall_seconds}
"""


class Evaluation:
    """Grades a submission to an assignment of which only the test cases are given."""

    def __init__(self, root, mode="auto"):
        self.root = root
        self.jail = WorkerJail(open_jail, mode, Isolation.GROUP)
        self.pool = None
        #: Whether the pool differs from that of other tests.
        self.is_special = False
        self.events = []

    def assignment(
        self, cases, slug="numbers", points=4, wall_seconds=20.0, reference="def number(n):\n    return float(n)\n"
    ):
        texts = {
            f"reference/{slug}/solution.py": reference,
            f"testcases/{slug}/assignment.toml": TOML.format(points=points, wall_seconds=wall_seconds),
            f"testcases/{slug}/prompt.md": "Give a number.\n",
            f"testcases/{slug}/starter.py": "def number(n):\n    ...\n",
            f"testcases/{slug}/cases.py": textwrap.dedent(cases),
        }
        for name, text in texts.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def open(self, memory_bytes=2 * 1024**3, **recycling):
        """Start the pool, unless it runs; a test that passes something gets one of its own."""
        self.is_special = bool(recycling) or memory_bytes != 2 * 1024**3
        if self.pool is not None:
            if not self.is_special:
                return
            self.pool.close()
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

    def reset(self):
        """Forget what a test has done. The evaluators' zygote and the jail stay, because their start takes a second."""
        for slug in [path.name for path in (self.root / "testcases").iterdir()]:
            for folder in ("testcases", "reference"):
                shutil.rmtree(self.root / folder / slug)
            if self.pool is not None:
                self.pool.forget(slug)
        if self.is_special:
            self.close()
        elif self.pool is not None:
            self.supervisor = Supervisor(self.pool, self.jail, self.supervisor._clock)

    def close(self):
        if self.pool is not None:
            self.pool.close()
            self.pool = None
        self.jail.drop()


@contextmanager
def evaluation_of_the_course():
    """Grades submissions to the real assignments; skips the test where no jail opens."""
    made = Evaluation(files.root())
    try:
        made.jail.open()
    except Exception as error:
        pytest.skip(str(error))
    made.open()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="package")
def evaluations(tmp_path_factory):
    """One for each mode of the jail, with a secret in the environment of its processes' parent."""
    made = {}

    def of(mode):
        if mode not in made:
            root = tmp_path_factory.mktemp(mode)
            for folder in ("testcases", "reference"):
                (root / folder).mkdir()
            made[mode] = Evaluation(root, mode)
        return made[mode]

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRADER_SECRET_KEY", "canary")
        yield of
    for evaluation in made.values():
        evaluation.close()


@pytest.fixture
def evaluation(evaluations, request):
    """A test may ask for the cold jail: `parametrize("evaluation", ["cold"], indirect=True)`."""
    made = evaluations(getattr(request, "param", "auto"))
    try:
        made.jail.open()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.reset()
