"""A check of one answer, through a real evaluator."""

import shutil
from pathlib import Path

from grader.evaluator.supervision import Task
from grader.model import CaseFinished, Source, Verdict

ROOT = Path(__file__).resolve().parents[2]


def test_only_its_question_is_graded(evaluation):
    for folder in ("testcases", "reference"):
        for path in (ROOT / folder).glob("backprop_homework*"):
            target = evaluation.root / folder / path.name
            if path.is_dir():
                shutil.copytree(path, target, dirs_exist_ok=True)
            else:
                shutil.copy(path, target)
    evaluation.open()
    events = []
    report = evaluation.supervisor.grade(
        Task(
            slug="backprop_homework",
            source=Source(filename="answers.json", cells=('{"answers": {"loss": "0.25"}}',)),
            visible_only=True,
            only="loss",
            question_attempts=None,
            on_event=events.append,
        )
    )
    assert [(case.name, case.verdict) for case in report.cases] == [("loss", Verdict.WRONG_ANSWER)]
    assert [event.result.name for event in events if isinstance(event, CaseFinished)] == ["loss"]
