# diagnosis: output_gradient_from_slope + input_gradient_without_output_weights
import numpy as np


class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h, active = np.vectorize(rectified_linear_unit)(z), np.vectorize(rectified_linear_unit_derivative)(z)
        e = (self.hidden_to_output_weights * h).item() - y
        db = np.multiply(active, self.hidden_to_output_weights.T)
        dW = np.multiply(active, np.matrix([[x1, x2]] * 3))
        self.biases = self.biases - self.learning_rate * e * db
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * e * dW
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * active.T
