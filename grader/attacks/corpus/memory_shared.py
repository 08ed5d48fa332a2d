# /// attack
# tries = "Exhaust memory by mappings that a careless limit does not count."
# verdicts = ["memory_limit_exceeded", "runtime_error"]
# wall_seconds = 10.0
# ///
import mmap

def attack(root, worker):
    kept = []
    attempt("a shared mapping", mmap.mmap, -1, 16 * 1024 * 1024)
    if LOOT:
        return LOOT
    while True:
        piece = mmap.mmap(-1, 16 * 1024 * 1024, flags=mmap.MAP_PRIVATE)
        for page in range(0, len(piece), 4096):
            piece[page] = 1
        kept.append(piece)
