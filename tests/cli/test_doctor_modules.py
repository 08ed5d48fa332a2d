"""`grader doctor` tells of assignments that allow what is not installed."""

from grader.cli import doctor_command
from grader.sandbox.doctor import State
from grader.settings import Settings


def test_an_allowed_module_that_is_not_installed_is_missing(monkeypatch):
    lacking = {"relu_der": ("scipy",), "train": ("sklearn", "joblib")}
    monkeypatch.setattr(doctor_command, "missing_modules", lambda assignment: lacking.get(assignment.slug, ()))
    checks = doctor_command._allowed_modules(Settings.from_env())
    assert [(check.state, check.found) for check in checks] == [
        (State.BAD, "relu_der allows scipy, which cannot be imported"),
        (State.BAD, "train allows sklearn, joblib, which cannot be imported"),
    ]
    assert all("install it beside NumPy" in check.remedy for check in checks)


def test_nothing_is_told_when_nothing_is_lacking():
    assert doctor_command._allowed_modules(Settings.from_env()) == []
