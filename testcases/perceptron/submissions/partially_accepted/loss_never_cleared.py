# diagnosis: losses_never_cleared
import numpy as np


def backward(self, da, learning_rate):
    dz = np.multiply(da, self.activation.derivative(self.outputs))
    da_prev = self.weights.T @ dz
    self.weights = self.weights - learning_rate * dz @ self.inputs.T
    self.biases = self.biases - learning_rate * dz
    return da_prev


class Perceptron:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, inputs):
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs

    def fit(self, training_data, labels, epochs, learning_rate):
        loss = 0
        for epoch in range(epochs):
            order = np.random.permutation(training_data.shape[0])
            training_data, labels = training_data[order], labels[order]
            for inputs, target in zip(training_data, labels):
                output = self.forward(inputs.reshape(-1, 1))
                loss += -(target * np.log(output) + (1 - target) * np.log(1 - output))
                da = (output - target) / (output * (1 - output))
                for layer in reversed(self.layers):
                    da = layer.backward(da, learning_rate)
            print(f"Loss at epoch {epoch + 1}: {loss[0, 0] / training_data.shape[0]:.3f}")
