# /// attack
# tries = "Smuggle the inputs of hidden cases out in the reason of a load error, which is shown verbatim."
# verdicts = ["runtime_error"]
# graded = true
# hidden = true
# ///
from inside.loader import NotLoaded

class MissingName(Exception):
    pass

def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    raise (NotLoaded if len(dA) % 2 else MissingName)(secret)
