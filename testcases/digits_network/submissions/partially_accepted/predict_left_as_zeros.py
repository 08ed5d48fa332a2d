# diagnosis: predict_is_zero
# based on: accepted/as_in_the_course.py


class NeuralNetwork():
    def predict(self, x1, x2):
        output = np.zeros((1, 1))
        activated_output = output
        return activated_output.item()
