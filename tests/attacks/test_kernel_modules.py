"""Load a kernel module or another kernel."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    system_call("init_module", 175, 0, 0, b"")
    system_call("finit_module", 313, 3, b"", 0)
    system_call("delete_module", 176, b"x", 0)
    system_call("kexec_load", 246, 0, 0, 0, 0)
    system_call("kexec_file_load", 320, 0, 0, 0, 0, 0)
    system_call("iopl", 172, 3)
    system_call("ioperm", 173, 0, 1, 1)
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
