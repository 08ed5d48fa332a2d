# /// attack
# tries = "Use descriptors that were left open: the worker's sockets, files, the control channel."
# verdicts = ["accepted"]
# ///
import stat

def attack(root, worker):
    for number in range(4096):
        try:
            kind = stat.S_IFMT(os.fstat(number).st_mode)
        except OSError:
            continue
        if number > 3:
            LOOT.append(f"descriptor {number}: {kind:o}")
        elif number in (0,) and not stat.S_ISCHR(kind):
            LOOT.append(f"stdin is {kind:o}")
    return LOOT
