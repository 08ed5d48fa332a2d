# diagnosis: mask_from_gradient
import numpy as np
def relu_der(dA, cache):
    dZ = dA * (dA > 0)
    return dZ
