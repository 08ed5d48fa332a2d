# /// attack
# tries = "Do something at the very end: exit handlers, destructors, excepthook."
# verdicts = ["accepted"]
# repeated = true
# ///
import atexit

class Late:
    def __del__(self):
        os.write(1, b"too late")
        send(frame((1, "ok", [])))

def late(*_):
    send(frame((2, "ok", ["forged"])))

def attack(root, worker):
    atexit.register(late)
    sys.excepthook = late
    sys.unraisablehook = late
    global keep
    keep = Late()
    return LOOT
