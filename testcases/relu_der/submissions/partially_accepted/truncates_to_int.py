# diagnosis: cut_to_whole_numbers
import numpy as np
def relu_der(dA, cache):
    dZ = np.zeros(dA.shape, dtype=int)
    for idx in np.ndindex(*dA.shape):
        dZ[idx] = dA[idx] if cache["Z"][idx] > 0 else 0
    return dZ
