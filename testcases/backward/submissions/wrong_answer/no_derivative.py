# diagnosis: no_derivative
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = da
        gw = dz @ self.inputs.T
        gb = dz
        back = self.weights.T @ dz
        self.weights = self.weights - learning_rate * gw
        self.biases = self.biases - learning_rate * gb
        return back
