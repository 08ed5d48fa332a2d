# /// attack
# tries = "Stop the kernel in the middle of a copy with userfaultfd."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("userfaultfd", 323, 0)
    system_call("userfaultfd user mode", 323, 1)
    attempt("/dev/userfaultfd", os.open, "/dev/userfaultfd", os.O_RDWR)
    return LOOT
