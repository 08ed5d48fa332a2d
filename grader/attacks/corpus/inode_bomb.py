# /// attack
# tries = "Make empty files and folders until no more can be made."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    made = 0
    try:
        for number in range(100_000):
            os.mkdir(f"/tmp/{number}")
            made += 1
    except OSError:
        pass
    return [f"{made} folders"] if made > 10_000 else []
