# /// attack
# tries = "Leave a thread that goes on while later cases of the group run."
# verdicts = ["accepted"]
# grouped = true
# ///
import threading
import time


def attack(root, worker):
    if threading.active_count() > 1:
        LOOT.append("a thread")
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True, name="left").start()
    except RuntimeError:
        pass
    else:
        LOOT.append("a thread of its own")
    return LOOT
