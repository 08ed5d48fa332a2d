# diagnosis: error_times_sigmoid_slope
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        input_values = np.matrix([[x1], [x2]])
        hidden_layer_weighted_input = self.input_to_hidden_weights @ input_values + self.biases
        hidden_layer_activation = np.vectorize(rectified_linear_unit)(hidden_layer_weighted_input)
        output = self.hidden_to_output_weights @ hidden_layer_activation
        activated_output = output_layer_activation(output)
        output_layer_error = np.multiply(activated_output - y, np.multiply(activated_output, 1 - activated_output))
        hidden_layer_error = np.multiply(self.hidden_to_output_weights.T @ output_layer_error, np.vectorize(rectified_linear_unit_derivative)(hidden_layer_weighted_input))
        bias_gradients = hidden_layer_error
        hidden_to_output_weight_gradients = output_layer_error @ hidden_layer_activation.T
        input_to_hidden_weight_gradients = hidden_layer_error @ input_values.T
        self.biases = self.biases - self.learning_rate * bias_gradients
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * input_to_hidden_weight_gradients
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * hidden_to_output_weight_gradients
