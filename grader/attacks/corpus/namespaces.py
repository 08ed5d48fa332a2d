# /// attack
# tries = "Enter new namespaces or leave the jail's: unshare, setns, chroot, pivot_root."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x80):
        system_call(f"unshare {flag:x}", 272, flag)
    system_call("setns", 308, 3, 0)
    system_call("chroot", 161, b"/tmp")
    system_call("pivot_root", 155, b"/tmp", b"/tmp")
    system_call("clone newuser", 56, 0x10000000 | 17, 0, 0, 0, 0)
    return LOOT
