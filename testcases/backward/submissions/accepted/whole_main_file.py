import os
os.system('wget https://example.org/course/utils.py 2>/dev/null')

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
        dz = da * self.activation.derivative(self.outputs)
        d_weights = np.dot(dz, self.inputs.T)
        d_biases = dz
        da_prev = np.dot(self.weights.T, dz)
        self.weights -= learning_rate * d_weights
        self.biases -= learning_rate * d_biases
        return da_prev


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
            perm = np.random.permutation(training_data.shape[0])
            training_data = training_data[perm]
            labels = labels[perm]
            for i in range(training_data.shape[0]):
                inputs = training_data[i, :].reshape(-1, 1)
                target = labels[i, :].reshape(-1, 1)
                output = self.forward(inputs)
                loss += -(target * np.log(output) + (1 - target) * np.log(1 - output))
                da = (output - target) / (output * (1 - output))
                for layer in self.layers[::-1]:
                    da = layer.backward(da, learning_rate)
            print(f'Epoch {epoch + 1}: {loss[0, 0] / len(training_data):.3f}')


model = Perceptron([Layer(2, 6, relu), Layer(6, 6, relu), Layer(6, 1, sigmoid)])
model.fit(X_train, y_train, 10, 0.01)
