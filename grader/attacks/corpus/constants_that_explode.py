# /// attack
# tries = "Hand in constants that the compiler would compute: enormous powers and strings."
# verdicts = ["accepted", "memory_limit_exceeded"]
# ///
def attack(root, worker):
    a = "x" * 10**9 * 0
    b = 7 ** 7 ** 7
    c = (1,) * 10**9 if a else ()
    d = 1 << 10**9 if a else 0
    return []
