# diagnosis: none
def relu_der(dA, cache):
    dZ = dA.copy()
    dZ[Z <= 0] = 0
    return dZ
