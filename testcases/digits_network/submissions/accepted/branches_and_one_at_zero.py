import numpy as np
import math


def rectified_linear_unit(x):
    if x > 0:
        return x
    else:
        return 0


def rectified_linear_unit_derivative(x):
    if x >= 0:
        return 1
    return 0


def output_layer_activation(x):
    return x


def output_layer_activation_derivative(x):
    return 1


class NeuralNetwork():
    def __init__(self):
        self.input_to_hidden_weights = np.matrix('1. 1.; 1. 1.; 1. 1.')
        self.hidden_to_output_weights = np.matrix('1. 1. 1.')
        self.biases = np.matrix('0.; 0.; 0.')
        self.learning_rate = .001
        self.epochs_to_train = 10
        self.training_points = [((2,1), 10), ((3,3), 21), ((4,5), 32), ((6, 6), 42)]
        self.testing_points = [(1,1), (2,2), (3,3), (5,5), (10,10)]

    def train(self, x1, x2, y):
        x = [x1, x2]
        z = [self.input_to_hidden_weights[i, 0] * x1 + self.input_to_hidden_weights[i, 1] * x2 + self.biases[i, 0] for i in range(3)]
        h = [rectified_linear_unit(v) for v in z]
        err = y - sum(h[i] * self.hidden_to_output_weights[0, i] for i in range(3))
        for i in range(3):
            g = err * self.hidden_to_output_weights[0, i] * rectified_linear_unit_derivative(z[i])
            self.hidden_to_output_weights[0, i] += self.learning_rate * err * h[i]
            self.biases[i, 0] += self.learning_rate * g
            for j in range(2):
                self.input_to_hidden_weights[i, j] += self.learning_rate * g * x[j]

    def predict(self, x1, x2):
        total = 0.0
        for i in range(3):
            total += self.hidden_to_output_weights[0, i] * rectified_linear_unit(self.input_to_hidden_weights[i, 0] * x1 + self.input_to_hidden_weights[i, 1] * x2 + self.biases[i, 0])
        return total

    def train_neural_network(self):
        for epoch in range(self.epochs_to_train):
            for x,y in self.training_points:
                self.train(x[0], x[1], y)

    def test_neural_network(self):
        for point in self.testing_points:
            print("Point,", point, "Prediction,", self.predict(point[0], point[1]))
            if abs(self.predict(point[0], point[1]) - 7*point[0]) < 0.1:
                print("Test Passed")
            else:
                print("Point ", point[0], point[1], " failed to be predicted correctly.")
                return


x = NeuralNetwork()

x.train_neural_network()

# x.test_neural_network()
