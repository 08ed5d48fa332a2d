# diagnosis: one_where_closed
import numpy as np
def relu_der(dA, cache):
    dZ = dA.copy()
    dZ[cache["Z"] <= 0] = 1
    return dZ
