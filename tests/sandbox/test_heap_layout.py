"""Where arrays lie once the heap is arranged, tested in a process of its own."""

import json
import subprocess
import sys

PROGRAM = """
import json
import numpy as np
from grader.sandbox.inside.memory_tuning.heap_layout import reserve_large_pages


def parts():
    found = []
    with open("/proc/self/smaps") as lines:
        for line in lines:
            name, *rest = line.split()
            if not name.endswith(":"):
                is_heap = rest[-1] == "[heap]"
                if is_heap:
                    found.append([int(bound, 16) for bound in name.split("-")])
            elif is_heap and name in ("Rss:", "VmFlags:"):
                found[-1].append(rest)
    return found


reserve_large_pages()
heap = parts()
arrays = [np.ones(size) for size in (10, 1000, 400_000, 800_000)]
print(json.dumps({"heap": heap, "arrays": [[array.ctypes.data, array.ctypes.data + array.nbytes] for array in arrays]}))
"""


def test_large_arrays_lie_on_large_pages_and_small_ones_do_not():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True)
    told = json.loads(done.stdout)
    [(first, last, resident, _)] = [part for part in told["heap"] if "hg" in part[3]]
    assert first % (2 << 20) == 0
    assert last - first > 24 << 20
    # What is touched before the fork would be copied after it.
    assert resident[0] == "0"
    *small, (large, end), (larger, end_of_larger) = told["arrays"]
    assert all(end <= first for _, end in small)
    assert first - 64 <= large < end <= larger < end_of_larger <= last
