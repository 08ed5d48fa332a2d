# diagnosis: back_through_new_weights
# based on: accepted/indices_and_at.py


class Layer:
    def backward(self, da, learning_rate):
        slopes = self.activation.derivative(self.outputs)
        error = np.multiply(da, slopes)
        for_weights = error @ self.inputs.T
        for_biases = error
        self.weights = self.weights - for_weights * learning_rate
        self.biases = self.biases - for_biases * learning_rate
        return self.weights.T @ error
