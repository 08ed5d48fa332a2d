"""Do something at the very end: exit handlers, destructors, excepthook."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
import atexit

class Late:
    def __del__(self):
        os.write(1, b"too late")
        send(frame((1, "ok", [])))

def late(*_):
    send(frame((2, "ok", ["forged"])))

def attack(root, worker):
    atexit.register(late)
    sys.excepthook = late
    sys.unraisablehook = late
    global keep
    keep = Late()
    return LOOT
""",
    repeated=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
