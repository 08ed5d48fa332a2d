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
        dz = np.einsum("ij,ij->ij", da, self.activation.derivative(self.outputs))
        d_weights = np.einsum("ik,jk->ij", dz, self.inputs)
        da_prev = np.einsum("ij,ik->jk", self.weights, dz)
        self.weights += -learning_rate * d_weights
        self.biases += -learning_rate * np.sum(dz, axis=1, keepdims=True)
        print("step", d_weights.shape)
        return da_prev
