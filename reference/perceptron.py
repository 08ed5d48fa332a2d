"""A perceptron that learns one example at a time: the reference solution, and the mistakes that are known.

A layer computes z = W x + b and a = f(z); on the way back dz = da * f'(z), dW = dz x^T, db = dz, da_prev = W^T dz, all
from the weights of the forward pass, then a step of gradient descent. The network starts from the derivative of the
binary cross-entropy by its output o for the target t, (o - t) / (o (1 - o)), and goes through its layers in reverse.
Columns: x (inputs, 1), z, da, dz (neurons, 1). Source: Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

import contextlib
import io

import numpy as np


class ReLU:
    """max(0, z), derivative 1 where z > 0."""

    def __call__(self, z):
        return np.maximum(0.0, z)

    def derivative(self, z):
        return np.where(z > 0, 1.0, 0.0)


class Sigmoid:
    """1 / (1 + exp(-z)), derivative f(z) (1 - f(z))."""

    def __call__(self, z):
        return 1 / (1 + np.exp(-z))

    def derivative(self, z):
        f = self(z)
        return f * (1 - f)


relu = ReLU()
sigmoid = Sigmoid()

# ----------------------------------------------------------------------------------------------------------- one layer


def kept(layer, z):
    """What `outputs` holds: z, before the activation."""
    return z


def slope(layer):
    """f'(z), shape (neurons, 1)."""
    return layer.activation.derivative(layer.outputs)


def delta(layer, da):
    """dz = da * f'(z), shape (neurons, 1)."""
    return da * slope(layer)


def weight_gradient(layer, da, dz):
    """dW = dz x^T, shape (neurons, inputs)."""
    return np.dot(dz, layer.inputs.T)


def bias_gradient(layer, da, dz):
    """db = dz, shape (neurons, 1)."""
    return dz


def gradient_back(layer, da, dz):
    """da_prev = W^T dz, shape (inputs, 1)."""
    return np.dot(layer.weights.T, dz)


def weight_step(weights, d_weights, learning_rate):
    """W after the step."""
    return weights - learning_rate * d_weights


def bias_step(biases, d_biases, learning_rate):
    """b after the step."""
    return biases - learning_rate * d_biases


def backpropagate(layer, da, learning_rate):
    """Gradients first, then the step; returns da_prev."""
    dz = delta(layer, da)
    d_weights = weight_gradient(layer, da, dz)
    d_biases = bias_gradient(layer, da, dz)
    da_prev = gradient_back(layer, da, dz)
    layer.weights = weight_step(layer.weights, d_weights, learning_rate)
    layer.biases = bias_step(layer.biases, d_biases, learning_rate)
    return da_prev


class Layer:
    """A dense layer; `outputs` holds z, the values before the activation."""

    def __init__(self, n_inputs, n_neurons, activation_function):
        self.inputs = np.zeros((n_inputs, 1))
        self.outputs = np.zeros((n_neurons, 1))
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function

    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        z = np.dot(self.weights, self.inputs) + self.biases
        self.outputs = kept(self, z)
        return self.activation(z)

    def backward(self, da, learning_rate):
        return backpropagate(self, da, learning_rate)


# --------------------------------------------------------------------------------------------------------- the network


def shuffled(training_data, labels):
    """Both in the same random order."""
    permutation = np.random.permutation(training_data.shape[0])
    return training_data[permutation], labels[permutation]


def visited(count):
    """Which examples of an epoch are used."""
    return range(count)


def rounds(epochs):
    """How often the data are gone through."""
    return range(epochs)


def output_of(perceptron, inputs):
    """The network's output, (1, 1)."""
    return perceptron.forward(inputs)


def output_gradient(output, target):
    """Derivative of the binary cross-entropy by the output."""
    return (output - target) / (output * (1 - output))


def way_back(layers):
    """The layers in the order in which the gradient meets them."""
    return layers[::-1]


def handed_on(layer, da, learning_rate):
    """One layer's turn: the gradient for the next one on the way back."""
    return layer.backward(da, learning_rate)


class Perceptron:
    """Layers one after the other."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, inputs):
        x = inputs
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def fit(self, training_data, labels, epochs, learning_rate):
        for epoch in rounds(epochs):
            loss = np.zeros((1, 1))
            training_data, labels = shuffled(training_data, labels)
            for i in visited(training_data.shape[0]):
                inputs = training_data[i, :].reshape(-1, 1)
                target = labels[i, :].reshape(-1, 1)
                output = output_of(self, inputs)
                loss = loss - (target * np.log(output) + (1 - target) * np.log(1 - output))
                da = output_gradient(output, target)
                for layer in way_back(self.layers):
                    da = handed_on(layer, da, learning_rate)
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f"Loss at epoch {epoch + 1}: {average_loss:.3f}")


# -------------------------------------------------------------------- layers that only write down what they are asked


def start_from_seed(seed):
    """Seed NumPy's global generator."""
    np.random.seed(seed)


_written = []


class RecordingLayer:
    """Learns nothing, hands back something that does not depend on the layer's weights, and keeps a record."""

    def __init__(self, number, weights, biases, activation_function):
        self.number = number
        self.weights = np.array(weights)
        self.biases = np.array(biases)
        self.activation = activation_function
        self.inputs = np.zeros((self.weights.shape[1], 1))
        self.outputs = np.zeros((self.weights.shape[0], 1))

    def forward(self, inputs):
        self.inputs = np.array(inputs, dtype=float).reshape(-1, 1)
        self.outputs = np.dot(self.weights, self.inputs) + self.biases
        _written.append(["forward", self.number, np.array(self.inputs), 0.0])
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        da = np.array(da, dtype=float)
        _written.append(["backward", self.number, da, float(learning_rate)])
        return np.sum(da) * 0.5 + np.arange(1.0, self.weights.shape[1] + 1).reshape(-1, 1)


def printed(perceptron, *args):
    """What `fit` prints."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard):
        perceptron.fit(*args)
    return heard.getvalue()


def record():
    """What the recording layers were asked so far."""
    return _written


#: Names that the course's starter gives to the quantities of `backward`, in the order of computation.
INTERMEDIATES = {"backward": ["dz", "d_weights", "d_biases", "da_prev"]}

#: Changes of the code that no test can, or should, tell: "line -> changed line" -> why.
MUTANTS_EQUIVALENT = {
    "z > 0 -> z >= 0": "no z is exactly 0; the derivative of ReLU there may have any value from 0 to 1",
    "epoch + 1 -> epoch - 1": "the number of the epoch in the printed line is free",
    "RecordingLayer.forward": "the stand-in for a layer, which is part of the tests",
    "RecordingLayer.backward": "the stand-in for a layer, which is part of the tests",
}

MISCONCEPTIONS = []


def mistake(right, title, explanation, *, hint, where):
    """Enter the decorated function, which stands in for `right`, among the misconceptions under its own name."""

    def enter(wrong):
        MISCONCEPTIONS.append(
            {
                "name": wrong.__name__.removeprefix("_"),
                "title": title,
                "explanation": explanation,
                "hint": hint,
                "where": where,
                "replaces": {right.__name__: wrong},
            }
        )
        return wrong

    return enter


# Layer.


@mistake(
    kept,
    "outputs holds the activated values",
    "forward keeps f(z) in self.outputs, but backward needs z there: the derivative is then taken at the wrong place, "
    "f'(f(z)). With ReLU that is not seen, with the sigmoid it is.",
    hint="What does self.outputs hold when backward begins?",
    where="Layer.forward: store z, return the activation of it.",
)
def _outputs_activated(layer, z):
    return layer.activation(z)


@mistake(
    slope,
    "The derivative is taken at the activated value",
    "backward uses f'(f(z)). The derivative belongs at z, which is what self.outputs holds.",
    hint="activation.derivative expects the value before the activation.",
    where="Layer.backward, the argument of activation.derivative.",
)
def _derivative_at_activation(layer):
    return layer.activation.derivative(layer.activation(layer.outputs))


@mistake(
    slope,
    "The activation's derivative is missing",
    "Your dz equals da, as if the layer had no activation. The chain rule needs dz = da * f'(z).",
    hint="Where does self.activation.derivative enter your method?",
    where="Layer.backward, the line of dz.",
)
def _no_derivative(layer):
    return np.ones_like(layer.outputs)


@mistake(
    slope,
    "The activation instead of its derivative",
    "Your dz is da * f(z). The chain rule needs the slope of the activation, f'(z).",
    hint="activation(z) is the value, activation.derivative(z) is the slope.",
    where="Layer.backward, the line of dz.",
)
def _activation_not_derivative(layer):
    return layer.activation(layer.outputs)


@mistake(
    slope,
    "The derivative is taken at the layer's inputs",
    "The slope of the activation belongs at z, which self.outputs holds. Yours is taken at self.inputs.",
    hint="Which attribute holds z?",
    where="Layer.backward, the argument of activation.derivative.",
)
def _derivative_at_inputs(layer):
    return layer.activation.derivative(np.resize(layer.inputs, layer.outputs.shape))


@mistake(
    delta,
    "The incoming gradient is missing",
    "Your dz is f'(z) alone. The chain rule multiplies it with the gradient that came in: dz = da * f'(z).",
    hint="Where does da enter your method?",
    where="Layer.backward, the line of dz.",
)
def _incoming_gradient_missing(layer, da):
    return slope(layer)


@mistake(
    delta,
    "The derivative is taken of da",
    "Your dz is f'(da). The chain rule multiplies da by the slope at z: da * f'(z).",
    hint="What is the argument of activation.derivative?",
    where="Layer.backward, the line of dz.",
)
def _derivative_of_gradient(layer, da):
    return layer.activation.derivative(da)


@mistake(
    delta,
    "The step goes uphill",
    "All gradients of the layer have the opposite sign, so the loss grows.",
    hint="Check the signs: gradients are subtracted, once.",
    where="Layer.backward, the line of dz.",
)
def _gradients_reversed(layer, da):
    return -da * slope(layer)


@mistake(
    weight_gradient,
    "The weights' gradient takes the layer's outputs",
    "dW = dz x^T, with x the layer's inputs. Yours takes the outputs.",
    hint="What is multiplied by the weights on the way forward?",
    where="Layer.backward, the line of d_weights.",
)
def _weights_from_outputs(layer, da, dz):
    return np.dot(dz, layer.outputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient lacks the derivative",
    "Your d_weights is da x^T. It has to be dz x^T with dz = da * f'(z).",
    hint="Which of da and dz enters d_weights?",
    where="Layer.backward, the line of d_weights.",
)
def _weights_without_derivative(layer, da, dz):
    return np.dot(da, layer.inputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient lacks the inputs",
    "Your d_weights is the same for every input. Each weight is multiplied by its own input: dz x^T.",
    hint="What fills the columns of d_weights?",
    where="Layer.backward, the line of d_weights.",
)
def _weights_without_inputs(layer, da, dz):
    return dz * np.ones_like(layer.inputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient is divided by the number of neurons",
    "backward works on one example, so there is nothing to average in d_weights = dz x^T.",
    hint="Over what would the division average?",
    where="Layer.backward, the line of d_weights, or the weights' step.",
)
def _weights_divided_by_neurons(layer, da, dz):
    return np.dot(dz, layer.inputs.T) / dz.shape[0]


@mistake(
    weight_gradient,
    "The weights' gradient is divided by the number of inputs",
    "backward works on one example: inputs.shape[0] counts features here, and there is nothing to average.",
    hint="Over what would the division average?",
    where="Layer.backward, the line of d_weights, or the weights' step.",
)
def _weights_divided_by_inputs(layer, da, dz):
    return np.dot(dz, layer.inputs.T) / layer.inputs.shape[0]


@mistake(
    weight_gradient,
    "The weights' gradient is transposed",
    "d_weights has the shape of the weights, (neurons, inputs): dz x^T, not x dz^T.",
    hint="Compare d_weights.shape with self.weights.shape.",
    where="Layer.backward, the line of d_weights.",
)
def _weights_transposed(layer, da, dz):
    return np.dot(layer.inputs, dz.T)


@mistake(
    bias_gradient,
    "The biases' gradient lacks the derivative",
    "Your d_biases is da. It has to be dz = da * f'(z).",
    hint="Which of da and dz enters d_biases?",
    where="Layer.backward, the line of d_biases.",
)
def _biases_without_derivative(layer, da, dz):
    return np.asarray(da)


@mistake(
    bias_gradient,
    "The biases' step is the mean over the neurons",
    "Every bias moves by the same amount, the mean of dz. Each neuron has its own bias and its own gradient.",
    hint="Which shape has d_biases? It has to be (neurons, 1).",
    where="Layer.backward, the line of d_biases: no np.mean.",
)
def _biases_mean(layer, da, dz):
    return np.mean(dz)


@mistake(
    bias_gradient,
    "The biases' step is the sum over the neurons",
    "Every bias moves by the same amount, the sum of dz. Each neuron has its own bias and its own gradient.",
    hint="Which shape has d_biases? It has to be (neurons, 1).",
    where="Layer.backward, the line of d_biases: no sum over axis 0.",
)
def _biases_sum(layer, da, dz):
    return np.sum(dz)


@mistake(
    bias_gradient,
    "The biases' gradient is divided by the number of neurons",
    "backward works on one example, so there is nothing to average in d_biases = dz.",
    hint="Over what would the division average?",
    where="Layer.backward, the line of d_biases, or the biases' step.",
)
def _biases_divided_by_neurons(layer, da, dz):
    return dz / dz.shape[0]


@mistake(
    gradient_back,
    "The gradient handed back lacks the incoming gradient",
    "You hand back W^T f'(z). Without da the layers before never hear of the error: it has to be W^T dz.",
    hint="Which of your quantities goes through the weights?",
    where="Layer.backward, the line of da_prev.",
)
def _back_without_gradient(layer, da, dz):
    return np.dot(layer.weights.T, slope(layer))


@mistake(
    gradient_back,
    "The gradient handed back lacks the derivative",
    "You hand back W^T da. It has to be W^T dz with dz = da * f'(z).",
    hint="Which of da and dz goes through the weights?",
    where="Layer.backward, the line of da_prev.",
)
def _back_without_derivative(layer, da, dz):
    return np.dot(layer.weights.T, da)


@mistake(
    gradient_back,
    "The gradient handed back has not gone through the weights",
    "You hand back dz, one entry per neuron. The layer before needs one per input: W^T dz.",
    hint="Which shape does the layer before expect?",
    where="Layer.backward, the line of da_prev, or the return statement.",
)
def _back_without_weights(layer, da, dz):
    return dz


@mistake(
    gradient_back,
    "Nothing is handed back",
    "backward ends without returning da_prev, so the layer before gets None.",
    hint="Add `return da_prev` at the end.",
    where="Layer.backward, the last line.",
)
def _nothing_handed_back(layer, da, dz):
    return None


@mistake(
    backpropagate,
    "The gradient is handed back through the new weights",
    "Your da_prev is computed after the update, with weights that did not make the forward pass.",
    hint="Compute da_prev first, then update, then return it.",
    where="Layer.backward, the order of the lines.",
)
def _back_through_new_weights(layer, da, learning_rate):
    dz = delta(layer, da)
    layer.weights = weight_step(layer.weights, weight_gradient(layer, da, dz), learning_rate)
    layer.biases = bias_step(layer.biases, bias_gradient(layer, da, dz), learning_rate)
    return gradient_back(layer, da, dz)


@mistake(
    weight_step,
    "The weights are never updated",
    "The weights are the same before and after. The step is self.weights = self.weights - learning_rate * d_weights.",
    hint="Is the new value assigned to self.weights?",
    where="Layer.backward, the weights' update.",
)
def _weights_not_updated(weights, d_weights, learning_rate):
    return weights


@mistake(
    weight_step,
    "The weights move the wrong way",
    "The weights are updated with plus. Gradient descent goes against the gradient: minus.",
    hint="Which sign has the weights' update?",
    where="Layer.backward, the weights' update.",
)
def _weights_ascend(weights, d_weights, learning_rate):
    return weights + learning_rate * d_weights


@mistake(
    weight_step,
    "The weights' step lacks the learning rate",
    "The weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does learning_rate enter the weights' update?",
    where="Layer.backward, the weights' update.",
)
def _weights_without_rate(weights, d_weights, learning_rate):
    return weights - d_weights


@mistake(
    bias_step,
    "The biases are never updated",
    "The biases are the same before and after. The step is self.biases = self.biases - learning_rate * d_biases.",
    hint="Is the new value assigned to self.biases?",
    where="Layer.backward, the biases' update.",
)
def _biases_not_updated(biases, d_biases, learning_rate):
    return biases


@mistake(
    bias_step,
    "The biases move the wrong way",
    "The biases are updated with plus. Gradient descent goes against the gradient: minus.",
    hint="Which sign has the biases' update?",
    where="Layer.backward, the biases' update.",
)
def _biases_ascend(biases, d_biases, learning_rate):
    return biases + learning_rate * d_biases


@mistake(
    bias_step,
    "The biases' step lacks the learning rate",
    "The biases move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does learning_rate enter the biases' update?",
    where="Layer.backward, the biases' update.",
)
def _biases_without_rate(biases, d_biases, learning_rate):
    return biases - d_biases


# Perceptron.


@mistake(
    output_gradient,
    "output - target is used as da",
    "output - target is dz of the last layer: the sigmoid's slope is in it already. As da it is multiplied by "
    "that slope a "
    "second time in backward. The derivative by the output is (output - target) / (output (1 - output)).",
    hint="Is output - target the derivative by the output, or by z?",
    where="Perceptron.fit, the line of da.",
)
def _da_is_error(output, target):
    return output - target


@mistake(
    output_gradient,
    "The gradient of the squared error is used",
    "2 (output - target) belongs to the squared error, but the loss is cross-entropy: its derivative by the output is "
    "(output - target) / (output (1 - output)).",
    hint="Differentiate the loss that you print.",
    where="Perceptron.fit, the line of da.",
)
def _da_of_squared_error(output, target):
    return 2 * (output - target)


@mistake(
    output_gradient,
    "The sign of da is reversed",
    "target - output makes every step climb. The derivative is (output - target) / (output (1 - output)).",
    hint="Which of the two is subtracted?",
    where="Perceptron.fit, the line of da.",
)
def _da_reversed(output, target):
    return (target - output) / (output * (1 - output))


@mistake(
    output_gradient,
    "target - output is used as da",
    "Two things are wrong with da: the sign, and the division by output (1 - output) that is missing.",
    hint="Differentiate the loss by the output.",
    where="Perceptron.fit, the line of da.",
)
def _da_is_reversed_error(output, target):
    return target - output


@mistake(
    output_gradient,
    "da is multiplied by output (1 - output) instead of divided",
    "The derivative of cross-entropy by the output has output (1 - output) in the denominator; backward "
    "multiplies by the "
    "sigmoid's slope afterwards, and the two cancel.",
    hint="Check the brackets: what is divided by what?",
    where="Perceptron.fit, the line of da.",
)
def _da_multiplied(output, target):
    return (output - target) * output * (1 - output)


@mistake(
    output_gradient,
    "Brackets are missing in da",
    "(output - target) / output * (1 - output) divides by output only, and then multiplies by 1 - output. The "
    "whole product "
    "belongs in the denominator.",
    hint="In which order does Python compute a / b * c?",
    where="Perceptron.fit, the line of da.",
)
def _da_without_brackets(output, target):
    return (output - target) / output * (1 - output)


@mistake(
    output_gradient,
    "The examples with label 0 do not count in da",
    "-target / output is the derivative of only the first term of the loss; the second one gives (1 - target) / "
    "(1 - output).",
    hint="What does your da say when the target is 0?",
    where="Perceptron.fit, the line of da.",
)
def _da_of_first_term(output, target):
    return -target / output


@mistake(
    output_gradient,
    "The loss itself is sent back",
    "Your da is the value of the loss. What goes back is its derivative by the output.",
    hint="Which line computes a derivative?",
    where="Perceptron.fit, the line of da.",
)
def _da_is_loss(output, target):
    return -(target * np.log(output) + (1 - target) * np.log(1 - output))


@mistake(
    way_back,
    "The layers are visited forwards",
    "The gradient comes from the output, so the last layer is the first to get it.",
    hint="In which order does your inner loop visit the layers?",
    where="Perceptron.fit, the inner loop: self.layers[::-1].",
)
def _layers_forwards(layers):
    return layers


@mistake(
    way_back,
    "Only the last layer learns",
    "backward is called for the last layer only. Every layer needs its turn, from the last to the first.",
    hint="How often is backward called for one example?",
    where="Perceptron.fit, the inner loop.",
)
def _only_last_layer(layers):
    return layers[-1:]


@mistake(
    way_back,
    "The first layer never learns",
    "The way back stops before the first layer. It has weights to learn as well.",
    hint="Which layers does your inner loop visit?",
    where="Perceptron.fit, the inner loop.",
)
def _first_layer_left_out(layers):
    return layers[:0:-1]


@mistake(
    handed_on,
    "Every layer gets the output's gradient",
    "What backward returns is not used, so each layer gets da of the output. The return value of one layer is "
    "the da of the next "
    "one on the way back.",
    hint="Is the result of layer.backward assigned to da?",
    where="Perceptron.fit, the call of backward: da = layer.backward(...).",
)
def _gradient_not_handed_on(layer, da, learning_rate):
    layer.backward(da, learning_rate)
    return da


@mistake(
    handed_on,
    "The learning rate is fixed",
    "backward always gets 0.01. It has to get the learning_rate that fit was called with.",
    hint="What if somebody calls fit with another rate?",
    where="Perceptron.fit, the call of backward.",
)
def _fixed_rate(layer, da, learning_rate):
    return layer.backward(da, 0.01)


@mistake(
    shuffled,
    "Only the data are shuffled",
    "The labels stay where they were, so most examples meet the wrong label.",
    hint="Which two arrays are indexed by the permutation?",
    where="Perceptron.fit, below the permutation.",
)
def _labels_not_shuffled(training_data, labels):
    permutation = np.random.permutation(training_data.shape[0])
    return training_data[permutation], labels


@mistake(
    shuffled,
    "Only the labels are shuffled",
    "The data stay where they were, so most examples meet the wrong label.",
    hint="Which two arrays are indexed by the permutation?",
    where="Perceptron.fit, below the permutation.",
)
def _data_not_shuffled(training_data, labels):
    permutation = np.random.permutation(training_data.shape[0])
    return training_data, labels[permutation]


@mistake(
    shuffled,
    "Data and labels are shuffled differently",
    "Two permutations are drawn, one for the data and one for the labels, so most examples meet the wrong label.",
    hint="How many permutations does one epoch need?",
    where="Perceptron.fit, below the permutation.",
)
def _shuffled_apart(training_data, labels):
    data = training_data[np.random.permutation(training_data.shape[0])]
    return data, labels[np.random.permutation(labels.shape[0])]


@mistake(
    shuffled,
    "The examples are not shuffled",
    "Each epoch visits the examples in their own order, one class after the other.",
    hint="What is the permutation used for?",
    where="Perceptron.fit, the beginning of an epoch.",
)
def _not_shuffled(training_data, labels):
    return training_data, labels


@mistake(
    rounds,
    "Only one epoch is trained",
    "fit ends after the first epoch: something inside the loop returns or breaks, or the loop runs once.",
    hint="At which indentation is your return?",
    where="Perceptron.fit, the outer loop.",
)
def _one_epoch(epochs):
    return range(1)


@mistake(
    visited,
    "One example is left out",
    "The inner loop ends one example early.",
    hint="range(n) gives 0 ... n - 1 already.",
    where="Perceptron.fit, the loop over the examples.",
)
def _last_example_left_out(count):
    return range(count - 1)


@mistake(
    visited,
    "The first example is left out",
    "The inner loop begins with the second example.",
    hint="Python counts from 0.",
    where="Perceptron.fit, the loop over the examples.",
)
def _first_example_left_out(count):
    return range(1, count)
