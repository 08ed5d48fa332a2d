"""Install trace, profile and audit hooks to watch or change what the runner does."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import threading

def relu_der(dA, cache):
    def hook(frame, event, argument):
        if event == "return" and "value" in frame.f_locals:
            print(frame.f_locals["value"])
        return hook
    sys.settrace(hook)
    sys.setprofile(hook)
    threading.settrace(hook)
    sys.addaudithook(lambda *event: None)
    return "accepted"
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
