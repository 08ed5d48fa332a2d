import os
import numpy as np

os.system("wget https://example.org/utils.py 2>/dev/null")
from utils import X_train, relu, sigmoid, y_train

# Fix the seed for reproducibility
np.random.seed(10)


class Layer:
    def __init__(self, n_inputs, n_neurons, activation_function):
        self.inputs = np.zeros((n_inputs, 1))
        self.outputs = np.zeros((n_neurons, 1))
        # Initialize the weight matrix and the bias vector with random values
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function

    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = self.weights @ self.inputs + self.biases
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        dz = self.delta(da)
        step_w, step_b = self.gradients(dz)
        da_prev = (dz.T @ self.weights).T
        self.weights, self.biases = self.weights - learning_rate * step_w, self.biases - learning_rate * step_b
        return da_prev

    def delta(self, da):
        return self.activation.derivative(self.outputs) * np.reshape(da, (-1, 1))

    def gradients(self, dz):
        return np.outer(dz, self.inputs), dz


class Perceptron:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, inputs):
        x = inputs
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def fit(self, training_data, labels, epochs, learning_rate):
        for epoch in range(epochs):
            loss = 0
            permutation = np.random.permutation(training_data.shape[0])
            training_data = training_data[permutation]
            labels = labels[permutation]
            for i in range(training_data.shape[0]):
                target = labels[i, :].reshape(-1, 1)
                output = self.forward(training_data[i, :].reshape(-1, 1))
                loss += self.loss(output, target)
                self.backward(self.loss_derivative(output, target), learning_rate)
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f'Loss at epoch {epoch + 1}: {average_loss:.3f}')

    def backward(self, da, learning_rate):
        for layer in self.layers[::-1]:
            da = layer.backward(da, learning_rate)
        return da

    @staticmethod
    def loss(output, target):
        return -(target * np.log(output) + (1 - target) * np.log(1 - output))

    @staticmethod
    def loss_derivative(output, target):
        return -(target / output - (1 - target) / (1 - output))
