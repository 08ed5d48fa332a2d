"""The whole notebook, trained on MNIST in the jail, with live progress.

It stops after 200 iterations, by which it reads nine of ten images; with `--hypothesis-profile=thorough` after all 500.
"""

import pytest

from grader.model import Progress, Verdict
from grader.settings import PROJECT
from grader.uploads import read_upload
from tests.sampling import is_thorough

SAMPLE = PROJECT / "testcases" / "mlp_notebook" / "submissions" / "accepted" / "a_notebook.ipynb"
ITERATIONS = 500 if is_thorough() else 200


def notebook_that_stops(iterations):
    """The bytes of the sample, which trains for at most so many iterations."""
    loop = b"range(num_iterations)"
    content = SAMPLE.read_bytes()
    assert content.count(loop) == 1
    return content.replace(loop, b"range(min(num_iterations, %d))" % iterations)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_right_notebook_trains_and_is_watched(judge):
    progress = []

    def hear(event):
        if isinstance(event, Progress):
            progress.append(event)

    report = judge.grade(
        "mlp_notebook", read_upload(SAMPLE.name, notebook_that_stops(ITERATIONS)).source, on_event=hear
    )
    assert report.verdict is Verdict.ACCEPTED
    assert report.score == pytest.approx(100.0)
    assert any("Data set: " in note for note in report.notes)
    assert any("% of 1000 test images right" in note for note in report.notes)
    assert [event.iteration for event in progress] == sorted(event.iteration for event in progress)
    assert progress[-1].of == 500
    # Progress is told at most once in a span of time, so that the last iterations may be missing.
    assert ITERATIONS // 2 < progress[-1].iteration <= ITERATIONS
    assert progress[-1].data["loss"] < 0.5
    assert abs(progress[-1].data["loss"] - progress[-1].data["reference_loss"]) < 0.01
    (result,) = [case for case in report.cases if case.name == "mnist_accuracy"]
    assert {artifact["kind"] for artifact in result.artifacts} == {"curves", "confusion", "digits"}
    confusion = next(artifact["matrix"] for artifact in result.artifacts if artifact["kind"] == "confusion")
    digits = next(artifact for artifact in result.artifacts if artifact["kind"] == "digits")
    right = sum(confusion[i][i] for i in range(10))
    assert right > 850
    assert digits["total"] == 1000 - right
    assert len(digits["digits"]) == min(20, digits["total"])
    assert all(digit["label"] != digit["predicted"] for digit in digits["digits"])
