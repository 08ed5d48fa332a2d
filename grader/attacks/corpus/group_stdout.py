# /// attack
# tries = "Print late, so that what one case knows appears in the log of a later case of its group."
# verdicts = ["accepted"]
# grouped = true
# ///
import atexit
import io

MARK = "left by" + " an earlier case"


class Late(io.StringIO):
    def __del__(self):
        os.write(1, MARK.encode())


def attack(root, worker):
    if type(sys.stdout).__name__ == "Late":
        LOOT.append("an exchanged stream")
    real = sys.stdout
    sys.stdout = sys.stderr = Late()
    sys.stdout.me = sys.stdout
    real._CHUNK_SIZE = 1
    atexit.register(print, MARK, file=real)
    return LOOT
