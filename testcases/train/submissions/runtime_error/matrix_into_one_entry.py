# diagnosis: none
import numpy as np


class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h, active = np.vectorize(rectified_linear_unit)(z), np.vectorize(rectified_linear_unit_derivative)(z)
        e = (self.hidden_to_output_weights * h).item() - y
        dW = np.zeros((3, 2))
        for i in range(3):
            for j in range(2):
                dW[i, j] = e * self.hidden_to_output_weights[0, i] * active[i] * x[j]
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * dW
