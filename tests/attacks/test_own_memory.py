"""Scan this process's own memory for what the worker may have left in it."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    word = b"can" + b"ary-"
    attempt("/proc/self/mem", open, "/proc/self/mem", "rb")
    attempt("/proc/self/maps", open, "/proc/self/maps")
    _libc.sbrk.restype = ctypes.c_void_p
    end = _libc.sbrk(0)
    for distance in range(1, 4096):
        page = end - 4096 * distance
        # msync tells a mapped page from a hole, without a crash.
        if _libc.msync(ctypes.c_void_p(page - page % 4096), 4096, 1) != 0:
            break
        text = ctypes.string_at(page, 4096)
        if word in text and b"[0-9a-f]" not in text:
            LOOT.append(text[text.index(word):][:50])
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
