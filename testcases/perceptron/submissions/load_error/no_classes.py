import numpy as np


def train(x, y):
    return np.zeros(3)
