"""How much explanations of slow files ask of the sandbox, counted, since time depends on the machine."""

import pytest

from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import run_cases
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.reruns import Reruns
from grader.uploads import read_upload
from tests.engine.conftest import ticking
from tests.engine.double import OpenJail, OpenSession

#: Sample of `train` -> requests to the sandbox in reruns with an adapter, at most.
MOST = {"gradients_are_clipped.py": 280, "learning_rate_decays.py": 180}


class Quick(ReferenceRunner):
    """Takes 1 ms for each case."""

    def seconds(self, case):
        return 0.001


@pytest.fixture
def requests(monkeypatch):
    """The requests to the sandbox in reruns with an adapter."""
    asked, run = [], Reruns.adapted

    def counted(name):
        request = getattr(OpenSession, name)

        def noted(*args, **options):
            asked.append(name)
            return request(*args, **options)

        return noted

    def adapted(*args):
        with monkeypatch.context() as patch:
            for name in ("call", "get", "set"):
                patch.setattr(OpenSession, name, counted(name))
            return run(*args)

    monkeypatch.setattr(Reruns, "adapted", adapted)
    return asked


@pytest.mark.slow
@pytest.mark.parametrize("name", MOST)
def test_a_loop_of_many_steps_is_not_run_again_to_its_end(requests, name):
    secret = Catalogue().load("train")
    reference_runner = Quick(secret.suite, secret.reference, ticking())
    path = next(sample.path for sample in samples("train") if sample.path.name == name)
    source = read_upload(name, read_sample(path)).source
    report = run_cases(reference_runner, DeferredDiagnostician(reference_runner), source, OpenJail(), clock=ticking())
    told = [found.diagnosis.name for found in report.cases if found.diagnosis is not None]
    assert len(told) >= 4
    assert len(set(told)) == 1
    assert len(requests) <= MOST[name]
