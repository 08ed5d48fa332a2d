# /// attack
# tries = "Use up pools that all processes share: large pages, locked memory, entropy; interrupt other processors."
# verdicts = ["accepted"]
# ///
import mmap

HUGETLB, GRND_RANDOM, GRND_INSECURE = 0x40000, 2, 4

def attack(root, worker):
    for size in (0, 21 << 26, 30 << 26):
        attempt("large pages", mmap.mmap, -1, 2 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | HUGETLB | size)
    attempt("locked memory", mmap.mmap, -1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x2000)
    for flags in (GRND_RANDOM, GRND_RANDOM | 1, GRND_INSECURE):
        attempt("the entropy pool", os.getrandom, 8, flags)
    membarrier, rseq, robust = {"x86_64": (324, 334, 273)}.get(os.uname().machine, (283, 293, 99))
    for command in (0, 1, 2, 4, 8, 16, 512):
        system_call(f"membarrier {command}", membarrier, command, 0, 0)
    area = ctypes.create_string_buffer(64)
    system_call("rseq", rseq, area, 32, 0, 0)
    system_call("a list of shared locks", robust, area, ctypes.c_size_t(24))
    for name in ("/tmp", "/jail/inside/loader.py"):
        folder = os.open(name, os.O_RDONLY)
        attempt("the journal of the disk", os.fsync, folder)
        attempt("the journal of the disk", os.fdatasync, folder)
        os.close(folder)
    if len(os.urandom(8)) != 8:
        LOOT.append("no randomness")
    return LOOT
