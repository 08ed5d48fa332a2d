import numpy as np
class NeuralNetwork(NeuralNetworkBase):
    def forward(self, x):
        h = np.maximum(self.input_to_hidden_weights @ x + self.biases, 0)
        return h, self.hidden_to_output_weights @ h

    def gradients(self, x1, x2, y):
        x = np.matrix([[x1], [x2]], dtype=float)
        h, out = self.forward(x)
        e = (out - y).item()
        back = e * self.hidden_to_output_weights.T
        back[h <= 0] = 0
        return {"biases": back, "input_to_hidden_weights": back @ x.T, "hidden_to_output_weights": e * h.T}

    def train(self, x1, x2, y):
        for name, gradient in self.gradients(x1, x2, y).items():
            setattr(self, name, getattr(self, name) - self.learning_rate * gradient)
