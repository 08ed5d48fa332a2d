# diagnosis: gradient_cut_at_zero
import numpy as np
def relu_der(dA, cache):
    return np.maximum(0, dA * (cache["Z"] > 0))
