# /// attack
# tries = "Catch MemoryError without end while holding all the memory."
# verdicts = ["time_limit_exceeded", "memory_limit_exceeded"]
# wall_seconds = 1.0
# ///
def attack(root, worker):
    kept = []
    while True:
        try:
            while True:
                kept.append(bytearray(1024 * 1024))
        except MemoryError:
            pass
