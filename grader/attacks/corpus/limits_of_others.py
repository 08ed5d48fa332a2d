# /// attack
# tries = "Find other processes and read or change their limits by prlimit64."
# verdicts = ["accepted"]
# ///
import resource

def attack(root, worker):
    number = {"x86_64": 302}.get(os.uname().machine, 261)
    limit = (ctypes.c_ulong * 2)()
    for process in [*range(1, 64), worker, os.getpid(), 99999]:
        for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU):
            _, error = system_call(f"limits of process {process}", number, process, kind, None, limit)
            if error != 1:
                LOOT.append(f"process {process}: error {error} tells whether it exists")
            system_call(f"limits of process {process}, set", number, process, kind, limit, None)
    system_call("own limit", number, 0, resource.RLIMIT_NOFILE, limit, None)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= 0:
        LOOT.append("the own limit cannot be read")
    return LOOT
