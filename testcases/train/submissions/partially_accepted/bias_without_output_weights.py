# diagnosis: bias_without_output_weights
import numpy as np


class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h, active = np.vectorize(rectified_linear_unit)(z), np.vectorize(rectified_linear_unit_derivative)(z)
        e = (self.hidden_to_output_weights * h).item() - y
        hidden_layer_error = e * np.multiply(self.hidden_to_output_weights.T, active)
        self.biases = self.biases - self.learning_rate * e * active
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * hidden_layer_error * x.T
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
