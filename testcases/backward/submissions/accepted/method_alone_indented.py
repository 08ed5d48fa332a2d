    def backward(self, da, learning_rate):
        dz = da * self.activation.derivative(self.outputs)
        d_weights = np.dot(dz, self.inputs.T)
        d_biases = dz
        da_prev = np.dot(self.weights.T, dz)

        self.weights -= learning_rate * d_weights
        self.biases -= learning_rate * d_biases

        return da_prev
