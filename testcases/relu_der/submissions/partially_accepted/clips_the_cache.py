# diagnosis: cache_clipped
import numpy as np

def relu_der(dA, cache):
    np.maximum(cache["Z"], 0, out=cache["Z"])
    dZ = np.zeros(dA.shape)
    alive = cache["Z"].nonzero()
    dZ[alive] = dA[alive]
    return dZ
