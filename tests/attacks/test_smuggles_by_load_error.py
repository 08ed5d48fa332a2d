"""Smuggle the inputs of hidden cases out in the reason of a load error, which is shown as it is."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
from inside.loader import NotLoaded

class MissingName(Exception):
    pass

def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    raise (NotLoaded if len(dA) % 2 else MissingName)(secret)
""",
    ends=(Verdict.RUNTIME_ERROR,),
    graded=True,
    hidden=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
