# /// attack
# tries = "Find a program that runs with more rights, or any program at all besides the interpreter."
# verdicts = ["accepted"]
# ///
import stat

def attack(root, worker):
    for folder, _, names in os.walk("/"):
        for name in names:
            path = f"{folder}/{name}"
            try:
                mode = os.lstat(path).st_mode
            except OSError:
                continue
            if mode & (stat.S_ISUID | stat.S_ISGID):
                attempt(f"exec {path}", os.execv, path, [path])
            if folder.endswith("bin") and name not in ("python3",) and not folder.startswith("/jail/numpy"):
                LOOT.append(path)
    return LOOT
