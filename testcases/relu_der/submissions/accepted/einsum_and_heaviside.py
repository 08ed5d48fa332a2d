import numpy as np

relu_der = lambda dA, cache: np.einsum("ij,ij->ij", dA, np.heaviside(cache["Z"], 0.0))
