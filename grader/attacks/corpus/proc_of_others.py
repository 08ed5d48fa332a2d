# /// attack
# tries = "Read the memory, files and command lines of other processes through /proc."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    LOOT.extend(f"/proc/{name}" for name in os.listdir("/proc") if name.isdigit()) if os.path.isdir("/proc") else None
    for pid in (1, 2, 3, os.getppid(), worker):
        for name in ("cmdline", "maps", "mem", "fd", "cwd", "root", "task", "ns/pid"):
            path = f"/proc/{pid}/{name}"
            attempt(path, os.listdir if name in ("fd", "root", "cwd", "task") else open, path)
    return LOOT
