# /// attack
# tries = "Map and read the devices that are there, without end."
# verdicts = ["accepted"]
# ///
import mmap

def attack(root, worker):
    with open("/dev/zero", "r+b") as zero:
        attempt("a file of zeros", os.ftruncate, zero.fileno(), 1 << 40)
        attempt("a shared mapping of zeros", mmap.mmap, zero.fileno(), 1 << 20)
        own = mmap.mmap(zero.fileno(), 1 << 20, flags=mmap.MAP_PRIVATE)
        own[:4] = b"left"
        if mmap.mmap(zero.fileno(), 1 << 20, flags=mmap.MAP_PRIVATE)[:4] == b"left":
            LOOT.append("what was written to /dev/zero is there again")
    attempt("memory of zeros without limit", lambda: np.memmap("/dev/zero", shape=(1 << 31,), mode="r").sum())
    with open("/dev/null", "r+b", buffering=0) as null:
        null.write(b"left")
        null.seek(0)
        if null.read(4):
            LOOT.append("what was written to /dev/null is there again")
        attempt("a mapping of nothing", mmap.mmap, null.fileno(), 4096)
    with open("/dev/urandom", "r+b", buffering=0) as chance:
        chance.write(bytes(4096))
        for _ in range(64):
            chance.read(1 << 16)
    return LOOT
