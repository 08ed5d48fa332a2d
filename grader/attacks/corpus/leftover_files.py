# /// attack
# tries = "Find files that an earlier test case or another student's submission left behind."
# verdicts = ["accepted"]
# repeated = true
# ///
def attack(root, worker):
    for folder in ("/tmp", "/dev/shm", "/var/tmp", ".", "/run", "/dev/mqueue"):
        try:
            LOOT.extend(f"{folder}/{name}" for name in os.listdir(folder))
        except OSError:
            pass
    for path in ("/tmp/left", "/tmp/.hidden", "/dev/shm/left", "/var/tmp/left", "/python/left", "/jail/left"):
        try:
            with open(path, "w") as file:
                file.write("left")
            if not path.startswith("/tmp/"):
                LOOT.append(path)
        except OSError:
            pass
    os.makedirs("/tmp/folder/inner", exist_ok=True)
    return LOOT
