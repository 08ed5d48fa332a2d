# diagnosis: none
import numpy as np

def relu_der(dA, cache):
    everything = np.zeros((200000, 200000))
    return dA * everything[0, 0]
