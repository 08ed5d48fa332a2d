# /// attack
# tries = "Have the interpreter's own crash reports, with the runner's stack in them, written to the wire and the log."
# verdicts = ["runtime_error", "output_limit_exceeded"]
# graded = true
# hidden = true
# ///
import faulthandler

def relu_der(dA, cache):
    faulthandler.enable(file=3, all_threads=True)
    attempt("a thread that reports", faulthandler.dump_traceback_later, 0.01, repeat=True, file=3)
    faulthandler.dump_traceback(file=1)
    faulthandler.dump_traceback(file=3)
    ctypes.string_at(8)
    return dA
