# diagnosis: none
# based on: accepted/array_helpers.py


def rectified_linear_unit(x):
    return max(0, x)


def rectified_linear_unit_derivative(x):
    return 1 if x > 0 else 0


class NeuralNetwork():
    def __init__(self):
        self.input_to_hidden_weights = np.matrix('1 1; 1 1; 1 10')
        self.hidden_to_output_weights = np.matrix('1 1 1')
        self.biases = np.matrix('0; 0; 0')
        self.learning_rate = .001
        self.epochs_to_train = 1
        self.training_points = [((2,1), 10), ((3,3), 21), ((4,5), 32), ((6, 6), 42)]
        self.testing_points = [(1,1), (2,2), (3,3), (5,5), (10,10)]

    def train(self, x1, x2, y):
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        e = self.hidden_to_output_weights * h - y
        g = np.multiply(self.hidden_to_output_weights.T * e, np.vectorize(rectified_linear_unit_derivative)(z))
        self.biases = self.biases - self.learning_rate * g
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T
