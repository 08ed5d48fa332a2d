# What was typed into the answer boxes, one after the other, as one file.


class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        e = output_layer_activation(self.hidden_to_output_weights * h) - y
        g = self.hidden_error(e, z)
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
        self.biases = self.biases - self.learning_rate * g

    def hidden_error(self, e, z):
        return np.multiply(self.hidden_to_output_weights.T * e, np.vectorize(rectified_linear_unit_derivative)(z))


class NeuralNetwork(NeuralNetworkBase):
    def predict(self, x1, x2):
        z = self.input_to_hidden_weights * np.matrix([[x1], [x2]]) + self.biases
        return (self.hidden_to_output_weights * np.vectorize(rectified_linear_unit)(z)).item()


class Digits(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.flatten = Flatten()
