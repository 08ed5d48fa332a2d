import numpy as np
from utils import relu, sigmoid

class Layer:
    def __init__(self, n_in, n_out, act):
        self.weights = np.random.uniform(-1, 1, (n_out, n_in))
        self.biases = np.random.uniform(-1, 1, (n_out, 1))
        self.activation = act

    def forward(self, inputs):
        self.inputs = np.reshape(inputs, (-1, 1))
        self.z = np.matmul(self.weights, self.inputs) + self.biases
        self.outputs = self.activation(self.z)
        return self.outputs

    def backward(self, da, learning_rate):
        if self.activation is sigmoid:
            dz = da * self.outputs * (1 - self.outputs)
        else:
            dz = np.where(self.outputs > 0, da, 0)
        back = self.weights.T @ dz
        self.weights, self.biases = self.weights - learning_rate * dz @ self.inputs.T, self.biases - learning_rate * dz
        return back
