"""Replace NumPy's comparisons and testing helpers before anybody compares."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    for name in ("allclose", "array_equal", "isclose", "isfinite", "array_equiv", "asarray", "all"):
        setattr(np, name, lambda *args, **kwargs: True)
    import numpy.testing
    for name in dir(numpy.testing):
        if name.startswith("assert"):
            setattr(numpy.testing, name, lambda *args, **kwargs: None)
    np.ndarray = list
    return np.zeros(np.shape(dA)) - 1
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
