"""Print escape sequences and HTML, and put them into names and messages."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source=r"""
def relu_der(dA, cache):
    nasty = "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>\u202e\x00\ud800\x9b31m</pre><img src=x onerror=alert(1)>"
    print(nasty)
    os.write(1, b"\xff\xfe\x00\x1b[31m")
    raise type("<svg onload=alert(1)>", (Exception,), {})(nasty)
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
