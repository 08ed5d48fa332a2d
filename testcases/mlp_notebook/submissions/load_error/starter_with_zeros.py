# diagnosis: none
import numpy as np


def relu(Z):
    return 0, {}


def relu_der(dA, cache):
    return 0
