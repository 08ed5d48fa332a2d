# diagnosis: none
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = da * self.derivative(self.outputs)
        back = self.weights.T @ dz
        self.weights -= learning_rate * dz @ self.inputs.T
        self.biases -= learning_rate * dz
        return back
