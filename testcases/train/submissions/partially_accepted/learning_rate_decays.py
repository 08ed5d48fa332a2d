# diagnosis: learning_rate_decays
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        e = self.hidden_to_output_weights * h - y
        g = np.multiply(self.hidden_to_output_weights.T * e, np.vectorize(rectified_linear_unit_derivative)(z))
        self.biases = self.biases - self.learning_rate * g
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
        self.learning_rate = self.learning_rate / (1 + 0.02)
