# /// attack
# tries = "Fill the disk with one file, with many, and with a sparse one."
# verdicts = ["accepted", "runtime_error", "output_limit_exceeded"]
# repeated = true
# ///
def attack(root, worker):
    room = 64 * 1024 * 1024
    written = 0
    try:
        with open("/tmp/big", "wb") as file:
            while written < room:
                written += file.write(bytes(1024 * 1024))
                file.flush()
    except OSError:
        pass
    if written >= room:
        LOOT.append(f"one file of {written} bytes")
    os.unlink("/tmp/big")
    total = 0
    try:
        for number in range(10_000):
            with open(f"/tmp/{number}", "wb") as file:
                file.write(bytes(65536))
            total += 1
    except OSError:
        pass
    if total * 65536 >= room:
        LOOT.append(f"{total} files")
    attempt("sparse file", lambda: os.truncate("/tmp/0", 10**12))
    return LOOT
