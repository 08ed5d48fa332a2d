import numpy as np
from utils import *

np.random.seed(10)

class Layer:
    def __init__(self, n_inputs, n_neurons, activation_function):
        self.inputs = np.zeros((n_inputs, 1))
        self.outputs = np.zeros((n_neurons, 1))
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function

    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = np.dot(self.weights, self.inputs) + self.biases
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        n, m = self.weights.shape
        slope = self.activation.derivative(self.outputs)
        da_prev = np.zeros((m, 1))
        for i in range(n):
            dz = da[i, 0] * slope[i, 0]
            for j in range(m):
                da_prev[j, 0] += self.weights[i, j] * dz
                self.weights[i, j] -= learning_rate * dz * self.inputs[j, 0]
            self.biases[i, 0] -= learning_rate * dz
        return da_prev
