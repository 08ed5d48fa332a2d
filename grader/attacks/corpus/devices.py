# /// attack
# tries = "Open devices: memory, disks, terminals, kernel interfaces."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    LOOT.extend(name for name in os.listdir("/dev") if name not in ("null", "zero", "urandom"))
    for name in ("mem", "kmem", "port", "kmsg", "sda", "vda", "nvme0n1", "loop-control", "fuse", "kvm", "net/tun",
                 "tty", "ptmx", "console", "userfaultfd", "vhost-vsock", "input/event0", "dri/card0", "mapper/control"):
        attempt(name, os.open, f"/dev/{name}", os.O_RDWR)
    return LOOT
