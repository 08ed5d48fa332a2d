# /// attack
# tries = "End the process while the submission is loaded."
# verdicts = ["runtime_error", "load_error"]
# graded = true
# ///
class relu_der:
    os._exit(0)
