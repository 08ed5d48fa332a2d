# diagnosis: outputs_activated
# based on: accepted/indices_and_at.py


class Layer:
    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = self.activation(self.weights @ self.inputs + self.biases)
        return self.outputs
