# /// attack
# tries = "Read the next requests from the wire in a signal handler, before the runner does, and answer in its place."
# verdicts = ["runtime_error", "wrong_answer", "time_limit_exceeded"]
# graded = true
# ///
import signal

def steal(number, frame_of_the_runner):
    try:
        data = os.read(3, 1 << 20)
    except OSError:
        return
    for number in range(2, 40):
        send(frame((number, "ok", "accepted")))

def relu_der(dA, cache):
    signal.signal(signal.SIGALRM, steal)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    return np.zeros_like(dA)
