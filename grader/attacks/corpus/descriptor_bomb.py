# /// attack
# tries = "Open files until the machine has no descriptors left."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    kept = []
    try:
        while len(kept) < 100_000:
            kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    return [f"{len(kept)} descriptors"] if len(kept) > 1000 else []
