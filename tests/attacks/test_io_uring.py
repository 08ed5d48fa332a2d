"""Do by io_uring what the filter refuses."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    system_call("io_uring_setup", 425, 8, ctypes.create_string_buffer(120))
    system_call("io_uring_enter", 426, 3, 1, 0, 0, 0, 0)
    system_call("io_uring_register", 427, 3, 0, 0, 0)
    system_call("io_setup", 206, 8, ctypes.byref(ctypes.c_ulong()))
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
