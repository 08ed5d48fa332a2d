# diagnosis: hidden_error_summed
import numpy as np


class NeuralNetwork(NeuralNetworkBase):
    def __init__(self):
        super().__init__()
        self.epochs_to_train = 100

    def train(self, x1, x2, y):
        x = np.array([[x1], [x2]])
        W, V, b = (np.array(a) for a in (self.input_to_hidden_weights, self.hidden_to_output_weights, self.biases))
        z = W @ x + b
        h = np.maximum(0, z)
        delta = y - V @ h
        hidden = delta @ V @ (z > 0)
        self.biases = np.matrix(b + self.learning_rate * hidden)
        self.input_to_hidden_weights = np.matrix(W + self.learning_rate * hidden @ x.T)
        self.hidden_to_output_weights = np.matrix(V + self.learning_rate * delta @ h.T)
