# diagnosis: none
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x, y):
        z = self.input_to_hidden_weights @ np.matrix(x).T + self.biases
        h = np.maximum(0, z)
        e = self.hidden_to_output_weights @ h - y
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e @ h.T
