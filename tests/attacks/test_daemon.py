"""Leave a daemon behind: double fork, new session, new process group."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    def daemon():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    pass
    attempt("daemon", daemon)
    attempt("setsid", os.setsid)
    attempt("setpgid", os.setpgid, 0, 0)
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
