# diagnosis: opens_from_one
import numpy as np
def relu_der(dA, cache):
    slope = np.clip(cache["Z"], 0, 1).astype(int)
    return dA * slope
