# diagnosis: none
# based on: accepted/as_in_the_course.py


class NeuralNetwork():
    def predict(self, x1, x2):
        h = np.maximum(self.input_to_hidden_weights @ np.matrix([[x1], [x2]]) + self.biases, 0)
        return float(self.hidden_to_output_weights @ h)
