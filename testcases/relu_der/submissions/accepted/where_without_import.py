def relu_der(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0)
