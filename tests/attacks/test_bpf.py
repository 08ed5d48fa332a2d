"""Load a BPF program, or open a performance counter."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    system_call("bpf", 321, 5, ctypes.create_string_buffer(128), 128)
    system_call("perf_event_open", 298, ctypes.create_string_buffer(128), 0, -1, -1, 0)
    system_call("seccomp", 317, 1, 0, 0)
    system_call("prctl seccomp", 157, 22, 2, 0)
    system_call("prctl dumpable", 157, 4, 1, 0, 0, 0)
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
