# diagnosis: weights_divided_by_neurons
# based on: accepted/indices_and_at.py


class Layer:
    def backward(self, da, learning_rate):
        slopes = self.activation.derivative(self.outputs)
        error = np.multiply(da, slopes)
        for_weights = error @ self.inputs.T
        for_biases = error
        handed_back = self.weights.T @ error
        self.weights = self.weights - for_weights * learning_rate / len(error)
        self.biases = self.biases - for_biases * learning_rate
        return handed_back
