# diagnosis: gradients_clipped
# based on: accepted/at_operator.py
class Layer:
    def backward(self, da, learning_rate):
        # against exploding gradients
        dz = np.clip(da * self.activation.derivative(self.outputs), -0.5, 0.5)
        d_weights = dz @ self.inputs.T
        da_prev = self.weights.T @ dz
        self.weights = self.weights - learning_rate * d_weights
        self.biases = self.biases - learning_rate * dz
        return da_prev
