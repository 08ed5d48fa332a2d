# diagnosis: weights_divided_by_neurons
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = da * self.activation.derivative(self.outputs)
        gw = (dz @ self.inputs.T) / len(dz)
        gb = dz
        back = self.weights.T @ dz
        self.weights = self.weights - learning_rate * gw
        self.biases = self.biases - learning_rate * gb
        return back
