# /// attack
# tries = "Raise SystemExit, KeyboardInterrupt and GeneratorExit instead of answering."
# verdicts = ["runtime_error"]
# graded = true
# ///
COUNT = 0

def relu_der(dA, cache):
    raise (SystemExit(0), KeyboardInterrupt(), GeneratorExit())[len(dA) % 3]
