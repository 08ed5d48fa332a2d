# /// attack
# tries = "Begin a frame and end the process."
# verdicts = ["runtime_error"]
# ///
def attack(root, worker):
    send(frame((request_number(), "ok", []))[:-3])
    os._exit(0)
