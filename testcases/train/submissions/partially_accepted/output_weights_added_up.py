# diagnosis: output_weights_added_up
import numpy as np

class NeuralNetwork(NeuralNetworkBase):

    def train(self, x1, x2, y):
        vec_relu = np.vectorize(rectified_linear_unit, otypes=[float])
        vec_der = np.vectorize(rectified_linear_unit_derivative, otypes=[float])
        input_values = np.matrix([[x1],[x2]])
        z = self.input_to_hidden_weights * input_values + self.biases
        h = vec_relu(z)
        o = (self.hidden_to_output_weights * h)[0, 0]
        err = o - y
        hidden_err = np.multiply(np.sum(self.hidden_to_output_weights) * err, vec_der(z))
        dV = err * h.T
        dW = hidden_err * input_values.T
        self.biases = self.biases - self.learning_rate * hidden_err
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * dW
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * dV
