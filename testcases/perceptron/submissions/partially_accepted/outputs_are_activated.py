# diagnosis: outputs_activated
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
        self.outputs = self.activation(self.weights @ self.inputs + self.biases)
        return self.outputs

    def backward(self, da, learning_rate):
        slopes = self.activation.derivative(self.outputs)
        error = np.multiply(da, slopes)
        for_weights = error @ self.inputs.T
        for_biases = error
        handed_back = self.weights.T @ error
        self.weights = self.weights - for_weights * learning_rate
        self.biases = self.biases - for_biases * learning_rate
        return handed_back


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
                x = training_data[i, :].reshape(-1, 1)
                t = labels[i, :].reshape(-1, 1)
                o = self.forward(x)
                loss += -(t * np.log(o) + (1 - t) * np.log(1 - o))
                g = (o - t) / (o * (1 - o))
                for k in range(len(self.layers) - 1, -1, -1):
                    g = self.layers[k].backward(g, learning_rate)
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f'Loss at epoch {epoch + 1}: {average_loss:.3f}')


input_size, hidden_size, output_size = 2, 6, 1
perceptron = Perceptron([Layer(input_size, hidden_size, relu), Layer(hidden_size, hidden_size, relu), Layer(hidden_size, output_size, sigmoid)])
perceptron.fit(X_train, y_train, 10, 0.01)
