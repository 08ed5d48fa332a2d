"""Whose function is said to have raised: the student's, or the task's that called it."""

from __future__ import annotations

import pytest

from grader.errors import SubmissionFault


@pytest.mark.parametrize("is_provided", [True, False])
def test_an_exception_is_told_of_the_function_that_was_called(case, is_provided):
    code, support = "class Net:\n    def g(self, x): return x.T", "def through(net, x): return net.g(x)"
    with case(code, entry_points=("Net",), support=support, provided=("through",)) as session:
        net = session.call("Net", (), {})
        with pytest.raises(SubmissionFault) as caught:
            session.call("through", (net, 1), {}) if is_provided else session.call("g", (1,), {}, on=net)
    whose = "The task's through" if is_provided else "Your g"
    assert caught.value.message.startswith(f"{whose}() raised AttributeError")
