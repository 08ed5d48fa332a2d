"""`grader grade` checks answers in its own process: not for longer, and with no more memory, than the service would."""

import json
import resource
import signal

import pytest

from grader.cli import checking_limits
from grader.cli.checking_limits import checking_limits as limits
from grader.errors import SubmissionFault
from grader.model import Verdict
from tests.cli.test_commands import run

#: The tests make a number of Python of each entry.
MANY = """
import numpy as np
from utils import *
class Layer(Layer):
    def backward(self, da, learning_rate):
        return da
class Perceptron(Perceptron):
    def fit(self, training_data, training_labels, epochs, learning_rate):
        _written.clear()
        _written.append(["forward", 1, np.zeros(20_000_000, bool), 0.0])
"""


def verdicts(tmp_path):
    path = tmp_path / "many.py"
    path.write_text(MANY)
    done = run("grade", "perceptron", path, "--json")
    assert done.exit_code == 1
    return {case["verdict"]: case["message"] for case in json.loads(done.output)["cases"]}


def test_checking_ends_with_its_time(tmp_path, monkeypatch):
    monkeypatch.setattr(checking_limits, "CHECK_SECONDS", 0.3)
    assert verdicts(tmp_path)["time_limit_exceeded"] == "Checking your answer took more time than is allowed."


def test_checking_ends_with_its_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(checking_limits, "MEMORY_BYTES", 128 * 1024**2)
    assert "took more memory than is allowed" in verdicts(tmp_path)["memory_limit_exceeded"]


def test_the_limits_end_with_the_submission():
    before = (signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS))
    with limits() as on_stage:
        on_stage("check", "case")
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0
        on_stage("begin", "case")
        assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
        on_stage("explain", "")
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    assert (signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS)) == before


def test_the_exception_says_that_checking_took_the_time():
    with limits(), pytest.raises(SubmissionFault) as caught:
        signal.raise_signal(signal.SIGPROF)
    assert (caught.value.verdict, caught.value.while_checking) == (Verdict.TIME_LIMIT_EXCEEDED, True)
