# /// attack
# tries = "Print without end."
# verdicts = ["output_limit_exceeded"]
# ///
def attack(root, worker):
    while True:
        print("x" * 1000)
