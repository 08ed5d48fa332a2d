# /// attack
# tries = "Change the interpreter, NumPy or the runner on disk, so that the next test case runs something else."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    for path in (np.__file__, os.__file__, sys.modules["inside.runner"].__file__, sys.executable, "/left",
                 "/jail/x", "/jail/inside/x.py", "/python/lib/sitecustomize.py", "/lib/left",
                 "/usr/left", "/dev/left", "/proc/left"):
        attempt(f"write {path}", open, path, "ab")
        attempt(f"unlink {path}", os.unlink, path)
        attempt(f"rename {path}", os.rename, path, path + "x")
    for path in ("/jail", "/python", "/", "/jail/inside"):
        attempt(f"rmdir {path}", os.rmdir, path)
        attempt(f"mkdir in {path}", os.mkdir, path + "/left")
    return LOOT
