# diagnosis: only_large_outputs_corrected
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        e = (self.hidden_to_output_weights * h).item() - y
        if e > 0:
            g = np.multiply(e * self.hidden_to_output_weights.T, np.vectorize(rectified_linear_unit_derivative)(z))
            self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
            self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
            self.biases = self.biases - self.learning_rate * g
