# /// attack
# tries = "Mount, unmount or remount something, by the old and the new system calls."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("mount tmpfs", 165, b"none", b"/tmp", b"tmpfs", 0, b"")
    system_call("mount proc", 165, b"proc", b"/proc", b"proc", 0, b"")
    system_call("remount", 165, b"none", b"/", b"", 32, b"")
    system_call("umount", 166, b"/tmp", 2)
    system_call("open_tree", 428, -100, b"/", 1)
    system_call("move_mount", 429, -100, b"/tmp", -100, b"/", 0)
    system_call("fsopen", 430, b"tmpfs", 0)
    system_call("fsmount", 432, 3, 0, 0)
    system_call("fspick", 433, -100, b"/", 0)
    system_call("mount_setattr", 442, -100, b"/", 0, 0, 0)
    return LOOT
