# diagnosis: back_through_new_weights
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = da * self.activation.derivative(self.outputs)
        self.weights -= learning_rate * dz @ self.inputs.T
        self.biases -= learning_rate * dz
        return self.weights.T @ dz
