# diagnosis: predict_without_bias
# based on: accepted/as_in_the_course.py


class NeuralNetwork():
    def predict(self, x1, x2):
        z = np.dot(self.input_to_hidden_weights, np.matrix([[x1], [x2]]))
        return np.dot(self.hidden_to_output_weights, np.maximum(z, 0)).item()
