# diagnosis: da_clipped_to_ten
# based on: accepted/course_style.py


class Perceptron:
    def fit(self, training_data, labels, epochs, learning_rate):
        for epoch in range(epochs):
            loss = 0
            permutation = np.random.permutation(training_data.shape[0])
            training_data = training_data[permutation]
            labels = labels[permutation]
            for i in range(training_data.shape[0]):
                inputs = training_data[i, :].reshape(-1, 1)
                target = labels[i, :].reshape(-1, 1)
                output = self.forward(inputs)
                loss += -(target * np.log(output) + (1 - target) * np.log(1 - output))
                da = np.clip((output - target) / (output * (1 - output)), -10, 10)
                for layer in self.layers[::-1]:
                    da = layer.backward(da, learning_rate)
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f'Loss at epoch {epoch + 1}: {average_loss:.3f}')
