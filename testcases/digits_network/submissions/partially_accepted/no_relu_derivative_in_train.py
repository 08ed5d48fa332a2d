# diagnosis: no_relu_derivative
# based on: accepted/as_in_the_course.py


class NeuralNetwork():
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        h = np.maximum(self.input_to_hidden_weights * x + self.biases, 0)
        e = self.hidden_to_output_weights * h - y
        g = self.hidden_to_output_weights.T * e
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
        self.biases = self.biases - self.learning_rate * g
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
