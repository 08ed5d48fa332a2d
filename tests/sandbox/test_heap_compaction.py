"""Memory with gaps is packed: what is allocated after that lies together."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import grader.sandbox

PAGE = 4096
#: Leaves gaps all over the memory of both allocators, then looks on how many pages new blocks come to lie.
PROGRAM = """
import ctypes, json, sys
sys.path.insert(0, sys.argv[1])
from inside import heap_compaction as compaction

def pages(allocate, size):
    return len({allocate(size) // 4096 for _ in range(100)})

def all_pages():
    return [pages(compaction._allocate, 64), pages(compaction._allocate, 480), pages(compaction._malloc, 600)]

free = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(("free", ctypes.PyDLL(None)))
give_back = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(("PyObject_Free", ctypes.pythonapi))
for allocate, release, size in (
    (compaction._allocate, give_back, 64), (compaction._allocate, give_back, 480), (compaction._malloc, free, 600)
):
    blocks = [allocate(size) for _ in range(40_000)]
    for block in blocks[::97]:
        release(block)
before = all_pages()
compaction.pack()
print(json.dumps([before, all_pages()]))
"""


def test_new_blocks_lie_together_once_the_gaps_are_used_up() -> None:
    inside = str(Path(grader.sandbox.__file__).parent)
    ran = subprocess.run([sys.executable, "-c", PROGRAM, inside], capture_output=True, text=True, check=True)
    before, after = json.loads(ran.stdout)
    assert min(before) > 50, "the gaps that this test makes are not used at all"
    assert all(pages <= 100 * size / PAGE + 3 for pages, size in zip(after, (64, 480, 608), strict=True))
