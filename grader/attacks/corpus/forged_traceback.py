# /// attack
# tries = "Claim an exception in lines and cells that do not exist."
# verdicts = ["runtime_error"]
# ///
def attack(root, worker):
    places = [(10**18, 10**18, "f"), (-1, -1, "<script>"), (0, 0, "")]
    forged = {"type": "<b>", "text": "\x1b[2J", "frames": places, "memory": False, "at": None}
    send(frame((request_number(), "raised", forged)))
    return []
