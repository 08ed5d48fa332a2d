# diagnosis: none
class NeuralNetwork(NeuralNetworkBase):
    def train(self, x1, x2, y):
        input_values = np.matrix([[x1], [x2]])  # 2 by 1
        hidden_layer_weighted_input = # TODO
        hidden_layer_activation = # TODO
