import numpy as np


class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        # Forward propagation
        input_values = np.matrix([[x1], [x2]])  # 2 by 1

        hidden_layer_weighted_input = None  # 3 by 1 matrix
        hidden_layer_activation = None  # 3 by 1 matrix

        output = None
        activated_output = None

        # Backpropagation: the gradients
        output_layer_error = None
        hidden_layer_error = None  # 3 by 1 matrix

        bias_gradients = None
        hidden_to_output_weight_gradients = None
        input_to_hidden_weight_gradients = None

        # One step of gradient descent
        self.biases = None
        self.input_to_hidden_weights = None
        self.hidden_to_output_weights = None
