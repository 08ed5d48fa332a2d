# diagnosis: none
# based on: accepted/as_in_the_course.py


class NeuralNetwork():
    def predict(self, x1, x2):
        return (self.hidden_to_output_weights @ hidden_layer_activation).item()
