# diagnosis: layers_forwards
# based on: accepted/indices_and_at.py


class Perceptron:
    def fit(self, training_data, labels, epochs, learning_rate):
        for epoch in range(epochs):
            loss = 0
            permutation = np.random.permutation(training_data.shape[0])
            training_data = training_data[permutation]
            labels = labels[permutation]
            for i in range(training_data.shape[0]):
                x = training_data[i, :].reshape(-1, 1)
                t = labels[i, :].reshape(-1, 1)
                o = self.forward(x)
                loss += -(t * np.log(o) + (1 - t) * np.log(1 - o))
                g = (o - t) / (o * (1 - o))
                for k in range(len(self.layers)):
                    g = self.layers[k].backward(g, learning_rate)
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f'Loss at epoch {epoch + 1}: {average_loss:.3f}')
