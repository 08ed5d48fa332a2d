def train(self, x1, x2, y):
    x = (x1, x2)
    z = [sum(self.input_to_hidden_weights[i, j] * x[j] for j in range(2)) + self.biases[i, 0] for i in range(3)]
    h = [rectified_linear_unit(v) for v in z]
    o = sum(self.hidden_to_output_weights[0, i] * h[i] for i in range(3))
    e = (output_layer_activation(o) - y) * output_layer_activation_derivative(o)
    for i in range(3):
        g = e * self.hidden_to_output_weights[0, i] * rectified_linear_unit_derivative(z[i])
        self.hidden_to_output_weights[0, i] -= self.learning_rate * e * h[i]
        self.biases[i, 0] -= self.learning_rate * g
        for j in range(2):
            self.input_to_hidden_weights[i, j] -= self.learning_rate * g * x[j]
