import numpy as np


def relu_der(dA, cache):
    """Send a gradient backward through a ReLU layer.

    dA     gradient with respect to the layer's output, shape (n, m)
    cache  dictionary; cache["Z"] is the layer's input on the way forward, shape (n, m)

    Returns dZ, the gradient with respect to the layer's input, shape (n, m).
    """
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    # your code here
    return dZ
