# /// attack
# tries = "Print without end to stderr, bypassing Python."
# verdicts = ["output_limit_exceeded"]
# ///
def attack(root, worker):
    while True:
        os.write(2, b"y" * 65536)
