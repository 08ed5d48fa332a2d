# diagnosis: rate_in_gradient_back
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = learning_rate * da * self.activation.derivative(self.outputs)
        da_prev = np.dot(self.weights.T, dz)
        self.weights -= np.outer(dz, self.inputs)
        self.biases -= dz
        return da_prev
