# /// attack
# tries = "Use the kernel's keyrings to read or to leave secrets."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("add_key", 248, b"user", b"left", b"x", 1, -3)
    system_call("request_key", 249, b"user", b"left", 0, -3)
    for operation in range(0, 12):
        system_call(f"keyctl {operation}", 250, operation, -3, 0, 0, 0)
    return LOOT
