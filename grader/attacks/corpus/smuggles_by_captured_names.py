# /// attack
# tries = "Smuggle the inputs of hidden cases out through the local variables that are captured for hints."
# verdicts = ["wrong_answer"]
# graded = true
# hidden = true
# ///
def relu_der(dA, cache):
    smuggled = "smuggled" + repr(np.asarray(dA).tolist())[:40]
    dZ = np.array(dA) * 3.0
    Z = smuggled
    send(frame((request_number(), "busy", {"now": (1, 0, smuggled[:100]), "seen": []})))
    return dZ
