import numpy as np
from utils import X_train, relu, sigmoid, y_train

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
        # 1. Compute the gradients
        dz = ...
        d_weights = ...
        d_biases = ...
        da_prev = ...
        # Update the weights and the biases
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
            # Shuffle the data
            permutation = np.random.permutation(training_data.shape[0])
            training_data = training_data[permutation]
            labels = labels[permutation]
            for i in range(training_data.shape[0]):
                inputs = training_data[i, :].reshape(-1, 1)
                target = labels[i, :].reshape(-1, 1)
                # 2. Compute the output of the model
                output = ...
                # Update the loss
                loss += -(target * np.log(output) + (1 - target) * np.log(1 - output))
                # 3. Compute da of the last layer
                da = ...
                for layer in self.layers[::-1]:
                    # 4. Call backward and update da
                    da = ...
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f"Loss at epoch {epoch + 1}: {average_loss:.3f}")


perceptron = Perceptron([Layer(2, 6, relu), Layer(6, 6, relu), Layer(6, 1, sigmoid)])
perceptron.fit(X_train, y_train, 10, 0.01)
