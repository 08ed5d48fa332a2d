# diagnosis: gradient_overwritten
def relu_der(dA, cache):
    dZ = dA
    dZ[cache["Z"] <= 0] = 0
    return dZ
