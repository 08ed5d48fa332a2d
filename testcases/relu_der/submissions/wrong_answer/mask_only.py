# diagnosis: incoming_gradient_ignored
import numpy as np
def relu_der(dA, cache):
    dZ = np.ones(np.shape(dA))
    dZ[cache["Z"] <= 0] = 0
    return dZ
