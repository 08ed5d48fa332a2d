import numpy as np

def relu_der(dA, cache):
    Z = cache['Z']
    dZ = dA * (Z > 0)
    print("dZ", dZ.shape)
    return dZ
