# diagnosis: derivative_of_gradient
# based on: accepted/at_operator.py


class Layer:
    def backward(self, da, learning_rate):
        dz = self.activation.derivative(da)
        gw = dz @ self.inputs.T
        gb = dz
        back = self.weights.T @ dz
        self.weights = self.weights - learning_rate * gw
        self.biases = self.biases - learning_rate * gb
        return back
