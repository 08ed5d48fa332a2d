# diagnosis: weights_uniform
import numpy as np


def initialize_network(net_dims):
    numLayers = len(net_dims)
    parameters = {}
    for l in range(numLayers - 1):
        parameters["W" + str(l + 1)] = 0.01 * np.random.rand(net_dims[l + 1], net_dims[l])
        parameters["b" + str(l + 1)] = np.zeros((net_dims[l + 1], 1))
    return parameters


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
