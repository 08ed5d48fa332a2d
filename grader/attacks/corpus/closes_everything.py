# /// attack
# tries = "Close and shuffle the descriptors over which the grader listens."
# verdicts = ["runtime_error"]
# ///
def attack(root, worker):
    os.dup2(1, 3)
    os.closerange(0, 64)
    return []
