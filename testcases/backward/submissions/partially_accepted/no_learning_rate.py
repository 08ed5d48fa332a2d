# diagnosis: weights_without_rate + biases_without_rate
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = da * self.activation.derivative(self.outputs)
        gw = dz @ self.inputs.T
        gb = dz
        back = self.weights.T @ dz
        self.weights -= gw
        self.biases -= gb
        return back
