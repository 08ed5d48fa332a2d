# /// attack
# tries = "Leave open files for later cases of the group, and exchange standard streams."
# verdicts = ["accepted"]
# grouped = true
# ///
def attack(root, worker):
    for number in range(4, 64):
        try:
            os.fstat(number)
        except OSError:
            continue
        LOOT.append(f"descriptor {number}")
    if os.path.exists("/tmp/kept") or os.read(0, 9):
        LOOT.append("a file")
    kept = os.open("/tmp/kept", os.O_RDWR | os.O_CREAT)
    os.write(kept, b"left by an earlier case")
    os.lseek(kept, 0, os.SEEK_SET)
    os.dup2(kept, 60)
    os.unlink("/tmp/kept")
    return LOOT
