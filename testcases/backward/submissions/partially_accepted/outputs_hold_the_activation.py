# diagnosis: derivative_at_activation
import numpy as np
class Layer:
    def __init__(self, n_inputs, n_neurons, activation_function):
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function

    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = self.activation(self.weights @ self.inputs + self.biases)
        return self.outputs

    def backward(self, da, learning_rate):
        dz = self.activation.derivative(self.outputs) * da
        result = self.weights.T @ dz
        self.weights = self.weights - learning_rate * dz @ self.inputs.T
        self.biases = self.biases - learning_rate * dz
        return result
