# diagnosis: gradients_clipped
# based on: accepted/course_style.py
class Layer:
    def backward(self, da, learning_rate):
        dz = da * self.activation.derivative(self.outputs)
        d_weights = np.clip(np.dot(dz, self.inputs.T), -0.3, 0.3)
        d_biases = np.clip(dz, -0.3, 0.3)
        da_prev = np.dot(self.weights.T, dz)
        self.weights -= learning_rate * d_weights
        self.biases -= learning_rate * d_biases
        return da_prev
