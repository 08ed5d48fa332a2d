"""Send code objects and pickles as if they were frames."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source=r"""
import marshal, pickle, struct

def attack(root, worker):
    for data in (marshal.dumps(compile("1", "x", "eval")), pickle.dumps([1]), b"\x93NUMPY" + bytes(100)):
        send(struct.pack("<IQ", len(data), 0) + data)
    return []
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
