import numpy as np


def rectified_linear_unit(x):
    """Returns the larger of 0 and x."""
    # your code here


def rectified_linear_unit_derivative(x):
    """Returns the derivative of ReLU at x."""
    # your code here


def output_layer_activation(x):
    """The identity."""
    return x


def output_layer_activation_derivative(x):
    """The derivative of the identity."""
    return 1


class NeuralNetwork:
    def __init__(self):
        self.input_to_hidden_weights = np.matrix("1. 1.; 1. 1.; 1. 1.")
        self.hidden_to_output_weights = np.matrix("1. 1. 1.")
        self.biases = np.matrix("0.; 0.; 0.")
        self.learning_rate = 0.001
        self.epochs_to_train = 10
        self.training_points = [((2, 1), 10), ((3, 3), 21), ((4, 5), 32), ((6, 6), 42)]
        self.testing_points = [(1, 1), (2, 2), (3, 3), (5, 5), (10, 10)]

    def train(self, x1, x2, y):
        input_values = np.matrix([[x1], [x2]])  # 2 by 1
        # your code here

    def predict(self, x1, x2):
        input_values = np.matrix([[x1], [x2]])
        # your code here

    def train_neural_network(self):
        for epoch in range(self.epochs_to_train):
            for x, y in self.training_points:
                self.train(x[0], x[1], y)

    def test_neural_network(self):
        for point in self.testing_points:
            print("Point", point, "prediction", self.predict(point[0], point[1]))


x = NeuralNetwork()
x.train_neural_network()
