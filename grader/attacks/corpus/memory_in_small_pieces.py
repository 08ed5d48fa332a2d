# /// attack
# tries = "Exhaust memory bit by bit."
# verdicts = ["memory_limit_exceeded"]
# wall_seconds = 10.0
# memory_mib = 256
# ///
def attack(root, worker):
    kept = []
    while True:
        kept.append(bytearray(4096))
