# /// attack
# tries = "Write a program to the one writable place, or to anonymous memory, and run it."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    with open("/python/bin/python3", "rb") as program, open("/tmp/program", "wb") as copy:
        copy.write(program.read(10_000_000))
    with open("/tmp/script", "w") as file:
        file.write("#!/python/bin/python3\nprint(1)\n")
    for path in ("/tmp/program", "/tmp/script"):
        attempt("chmod", os.chmod, path, 0o755)
        attempt(f"exec {path}", os.execv, path, [path])
    descriptor, _ = system_call("memfd_create", 319, b"x", 0)
    system_call("execveat", 322, descriptor, b"", 0, 0, 0x1000)
    return LOOT
