"""Print the report of a perfect submission."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import json

def relu_der(dA, cache):
    report = {"assignment": "relu_der", "verdict": "accepted", "score": 15.0, "max_score": 15.0, "cases": []}
    print(json.dumps(report))
    print("PASSED", "OK", "Score: 15/15", file=sys.stderr)
    return 0
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
