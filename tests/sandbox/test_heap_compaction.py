"""The gaps of a fragmented heap are used up: what is allocated after that lies together."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import grader.sandbox

PAGE = 4096
#: Leaves gaps all over the heaps of both allocators, then counts the pages on which new blocks lie.
PROGRAM = """
import ctypes, json, sys
sys.path.insert(0, sys.argv[1])
from inside.memory_tuning.heap_compaction import c_malloc, compact, python_malloc

def pages(allocate, size):
    return len({allocate(size) // 4096 for _ in range(100)})

def all_pages():
    return [pages(python_malloc, 64), pages(python_malloc, 480), pages(c_malloc, 600)]

c_free = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(("free", ctypes.PyDLL(None)))
python_free = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(("PyObject_Free", ctypes.pythonapi))
for allocate, free, size in (
    (python_malloc, python_free, 64), (python_malloc, python_free, 480), (c_malloc, c_free, 600)
):
    blocks = [allocate(size) for _ in range(40_000)]
    for block in blocks[::97]:
        free(block)
before = all_pages()
compact()
print(json.dumps([before, all_pages()]))
"""


def test_new_blocks_lie_together_once_the_gaps_are_used_up() -> None:
    inside = str(Path(grader.sandbox.__file__).parent)
    ran = subprocess.run([sys.executable, "-c", PROGRAM, inside], capture_output=True, text=True, check=True)
    before, after = json.loads(ran.stdout)
    assert min(before) > 50, "the gaps that this test makes are not used at all"
    assert all(pages <= 100 * size / PAGE + 3 for pages, size in zip(after, (64, 480, 608), strict=True))
