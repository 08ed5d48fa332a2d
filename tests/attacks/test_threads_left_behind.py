"""Start threads that go on after the answer, and forge the answers that follow."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
import threading, time, _thread

def later():
    while True:
        time.sleep(0.01)
        send(frame((2, "ok", [])))

def attack(root, worker):
    attempt("thread", threading.Thread(target=later, daemon=True).start)
    attempt("_thread", _thread.start_new_thread, later, ())
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
