# diagnosis: sigmoid_formula_of_outputs
def backward(self, da, learning_rate):
    dz = da * self.outputs * (1 - self.outputs)
    d_weights = dz @ self.inputs.T
    da_prev = self.weights.T @ dz
    self.weights = self.weights - learning_rate * d_weights
    self.biases = self.biases - learning_rate * dz
    return da_prev
