import numpy

def relu_der(dA, cache):
    Z = cache["Z"]
    rows, cols = Z.shape
    dZ = numpy.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            if Z[i, j] > 0:
                dZ[i, j] = dA[i, j]
    return dZ
