"""Modules that an assignment allows are in the jail, for that assignment's submissions only."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace

import pytest

from grader.errors import SubmissionFault
from grader.model import Limits
from grader.sandbox import launch, open_jail
from tests.sandbox.conftest import bundle


@pytest.fixture(params=["warm", "cold"])
def jail(request, tmp_path, monkeypatch):
    """A jail on a machine where SciPy is installed; a package of that name does."""
    package = tmp_path / "scipy"
    package.mkdir()
    (package / "__init__.py").write_text("ANSWER = 42\n")
    (package / "special.py").write_text("def expit(z):\n    return z + 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "scipy", raising=False)
    importlib.invalidate_caches()
    launch.interpreter.cache_clear()
    opened = open_jail(request.param)
    yield opened
    opened.close()
    launch.interpreter.cache_clear()


CODE = "from scipy.special import expit\nimport scipy\ndef f(): return expit(scipy.ANSWER)"


def test_what_is_allowed_can_be_imported(jail):
    allowed = replace(bundle(CODE), allowed=("scipy",))
    with jail.admit(allowed) as admitted:
        for _ in range(2):
            with admitted.case(Limits()) as session:
                assert session.call("f", (), {}) == 43


def test_what_is_not_allowed_cannot(jail):
    told = r"`scipy` is not available here \(line 3\); write it with NumPy"
    with (
        jail.admit(bundle(CODE)) as admitted,
        admitted.case(Limits()) as session,
        pytest.raises(SubmissionFault, match=told),
    ):
        session.call("f", (), {})
