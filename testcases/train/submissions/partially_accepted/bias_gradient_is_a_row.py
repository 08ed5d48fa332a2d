# diagnosis: bias_gradient_row
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights @ x + self.biases
        h = np.where(np.asarray(z) > 0, z, 0.0)
        o = self.hidden_to_output_weights @ h
        e = (o - y).item()
        g = e * np.asarray(self.hidden_to_output_weights).T * (np.asarray(z) > 0)
        db = g.T
        dV = e * h.T
        dW = g @ np.asarray(x).T
        self.biases = self.biases - self.learning_rate * db
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * dW
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * dV
