class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        inp = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * inp + self.biases
        a = np.matrix([[rectified_linear_unit(v)] for v in z.A1])
        out = (self.hidden_to_output_weights * a).item()
        err = out - y
        d = np.matrix([[rectified_linear_unit_derivative(v)] for v in z.A1])
        delta = np.multiply(self.hidden_to_output_weights.T, d) * err
        dV = err * a.T
        dW = delta * inp.T
        self.biases = self.biases - self.learning_rate * delta
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * dW
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * dV
