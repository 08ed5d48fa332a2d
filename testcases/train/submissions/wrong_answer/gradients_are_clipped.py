# diagnosis: gradients_clipped
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        e = self.hidden_to_output_weights * h - y
        g = np.multiply(self.hidden_to_output_weights.T * e, np.vectorize(rectified_linear_unit_derivative)(z))
        for name, gradient in (("biases", g), ("input_to_hidden_weights", g * x.T), ("hidden_to_output_weights", e * h.T)):
            gradient = np.clip(gradient, -1, 1)
            setattr(self, name, getattr(self, name) - self.learning_rate * gradient)
