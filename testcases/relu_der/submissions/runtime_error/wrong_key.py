# diagnosis: none
def relu_der(dA, cache):
    return dA * (cache["A"] > 0)
