# diagnosis: half_at_zero
import numpy as np
def relu_der(dA, cache):
    return dA * (np.sign(cache["Z"]) + 1) / 2
