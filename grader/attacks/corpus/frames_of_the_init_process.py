# /// attack
# tries = "Climb from the submission's frames into those of the processes that it was forked from, and use what they held."
# verdicts = ["accepted"]
# ///
import socket


def attack(root, worker):
    frame, held = sys._getframe(), {}
    while frame is not None:
        held.update(frame.f_locals)
        frame = frame.f_back
    ends = [thing for thing in held.values() if isinstance(thing, socket.socket)]
    for end in ends:
        attempt("a request to the zygote", end.send, b"init")
        attempt("a request from the worker", end.recv, 256)
        # A file of the same number stands in for the socket.
        if end.fileno() > 3:
            os.dup2(0, end.fileno())
            attempt("a request through another file", end.send, b"init")
    for name, value in held.items():
        if type(value) is int and name in ("wire", "output", "end", "pidfd", "descriptor") and value > 3:
            attempt(f"the descriptor {name}", os.read, value, 1)
            attempt(f"the descriptor {name}", os.write, value, b"x")
    zygote = sys.modules.get("inside.zygote")
    if zygote is not None:
        attempt("another init process", zygote._clone)
    confine = sys.modules["inside.confinement"]
    for flags in (confine.NEWNS, confine.NEWUSER, confine.NEWPID):
        attempt("new namespaces", confine.unshare, flags)
    attempt("a tmpfs", confine.mount_tmpfs, b"/tmp", b"size=1g", 0)
    attempt("other limits", confine.set_limits, [(0, 1 << 40)])
    attempt("another filter", confine.seccomp_filter(bytes(8)))
    return LOOT
