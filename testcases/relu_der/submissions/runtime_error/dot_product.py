# diagnosis: matrix_product
import numpy as np
def relu_der(dA, cache):
    slope = 1.0 * (cache["Z"] > 0)
    return dA.dot(slope)
