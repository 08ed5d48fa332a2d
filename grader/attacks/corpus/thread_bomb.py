# /// attack
# tries = "Start threads until the machine stops, by way of the C library."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    entry = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: None)
    identity = ctypes.c_ulong()
    for _ in range(1000):
        if _libc.pthread_create(ctypes.byref(identity), None, entry, None) == 0:
            LOOT.append("thread")
    return LOOT
