# /// attack
# tries = "Become somebody else: set user and group, take capabilities, change priorities and limits."
# verdicts = ["accepted"]
# ///
import resource

def attack(root, worker):
    # Setting what is the case already would be no gain; the filter refuses even that.
    calls = {
        105: "setuid", 106: "setgid", 113: "setreuid", 117: "setresuid", 119: "setresgid", 122: "setfsuid",
        116: "setgroups", 126: "capset", 141: "setpriority", 251: "ioprio_set", 144: "sched_setscheduler",
        203: "sched_setaffinity", 160: "setrlimit", 135: "personality",
    }
    for number, name in calls.items():
        system_call(name, number, 0, 0, 0, 0)
    for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE"):
        what = getattr(resource, f"RLIMIT_{name}")
        attempt(f"rlimit {what}", resource.setrlimit, what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        attempt(f"prlimit {what} of the parent", resource.prlimit, os.getppid(), what, (1, 1))
    return LOOT
