# diagnosis: gradient_clipped
import numpy as np

def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    dZ[cache["Z"] <= 0] = 0
    return np.clip(dZ, -10, 10)
