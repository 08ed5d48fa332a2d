# diagnosis: hidden_error_from_new_weights
# based on: accepted/as_in_the_course.py


class NeuralNetwork():
    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.maximum(z, 0)
        e = self.hidden_to_output_weights * h - y
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
        g = np.multiply(self.hidden_to_output_weights.T * e, z > 0)
        self.biases = self.biases - self.learning_rate * g
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
