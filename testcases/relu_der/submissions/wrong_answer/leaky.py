# diagnosis: leaky_slope
import numpy as np
def relu_der(dA, cache):
    slope = np.full(cache["Z"].shape, 0.01)
    slope[cache["Z"] > 0] = 1
    return slope * dA
