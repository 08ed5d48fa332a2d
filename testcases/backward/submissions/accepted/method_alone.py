def backward(self, da, learning_rate):
    dz = np.multiply(da, self.activation.derivative(self.outputs))
    grad_w = np.outer(dz, self.inputs)
    da_prev = np.matmul(np.transpose(self.weights), dz)
    self.weights = self.weights - learning_rate * grad_w
    self.biases = self.biases - learning_rate * dz
    return da_prev
