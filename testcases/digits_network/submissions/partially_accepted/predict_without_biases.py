# diagnosis: predict_without_bias
import numpy as np
import math


def rectified_linear_unit(x):
    return max(0, x)


def rectified_linear_unit_derivative(x):
    return 1 if x > 0 else 0


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
        input_values = np.matrix([[x1],[x2]]) # 2 by 1
        hidden_layer_weighted_input = self.input_to_hidden_weights * input_values + self.biases
        hidden_layer_activation = np.vectorize(rectified_linear_unit)(hidden_layer_weighted_input)
        output = self.hidden_to_output_weights * hidden_layer_activation
        activated_output = output_layer_activation(output)
        output_layer_error = activated_output - y
        hidden_layer_error = np.multiply(self.hidden_to_output_weights.T * output_layer_error, np.vectorize(rectified_linear_unit_derivative)(hidden_layer_weighted_input))
        bias_gradients = hidden_layer_error
        hidden_to_output_weight_gradients = output_layer_error * hidden_layer_activation.T
        input_to_hidden_weight_gradients = hidden_layer_error * input_values.T
        self.biases = self.biases - self.learning_rate * bias_gradients
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * input_to_hidden_weight_gradients
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * hidden_to_output_weight_gradients

    def predict(self, x1, x2):
        z = np.dot(self.input_to_hidden_weights, np.matrix([[x1], [x2]]))
        return np.dot(self.hidden_to_output_weights, np.maximum(z, 0)).item()

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
