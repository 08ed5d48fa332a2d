# diagnosis: predict_trains
# based on: accepted/as_in_the_course.py
class NeuralNetwork():
    def predict(self, x1, x2):
        for x, y in self.training_points:
            self.train(x[0], x[1], y)
        x = np.matrix([[x1],[x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        return (self.hidden_to_output_weights * h).item()
