"""A perceptron that learns one example at a time: the reference solution, and the mistakes that are known.

Continues reference/backward.py, which has the layer. The network starts from the derivative of the binary cross-entropy
by its output o for the target t, (o - t) / (o (1 - o)), and goes through its layers in reverse. Columns: inputs (n, 1),
outputs (1, 1). Source: Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

# ruff: noqa: E402, F821  this file continues reference/backward.py
BUILDS_ON = "backward"

import contextlib
import io
import re

import numpy as np

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


def cross_entropy(output, target):
    """The loss of one example, (1, 1)."""
    return -(target * np.log(output) + (1 - target) * np.log(1 - output))


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
        for _ in rounds(epochs):
            losses = []
            training_data, labels = shuffled(training_data, labels)
            for i in visited(training_data.shape[0]):
                output = output_of(self, training_data[i])
                losses.append(cross_entropy(output, labels[i]))
                da = output_gradient(output, labels[i])
                for layer in way_back(self.layers):
                    da = handed_on(layer, da, learning_rate)
            print(f"Average loss of the epoch: {np.mean(losses):.3f}")


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
    """The numbers with decimals that `fit` prints."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard):
        perceptron.fit(*args)
    return [float(found) for found in re.findall(r"-?\d+\.\d+", heard.getvalue())]


def record():
    """What the recording layers were asked so far."""
    return _written


MUTANTS_EQUIVALENT |= {
    "Layer.forward: 1 -> 2": "reshape takes any negative number for the unknown length.",
    "RecordingLayer.forward": "The stand-in for a layer, which is part of the tests.",
    "RecordingLayer.backward": "The stand-in for a layer, which is part of the tests.",
}


def _outputs_activated(layer, inputs):
    layer.inputs = np.array(inputs).reshape(-1, 1)
    layer.outputs = layer.activation(np.dot(layer.weights, layer.inputs) + layer.biases)
    return layer.outputs


MISCONCEPTIONS.append(
    {
        "name": "outputs_activated",
        "title": "outputs holds the activated values",
        "explanation": "forward keeps f(z) in self.outputs, but backward needs z there: the derivative is then taken "
        "at the wrong place, f'(f(z)). With ReLU that is not seen, with the sigmoid it is.",
        "hint": "What does self.outputs hold when backward begins?",
        "where": "Layer.forward: store z, return the activation of it.",
        "replaces": {"Layer.forward": _outputs_activated},
    }
)


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
    "The numerator of da has no brackets",
    "output - target / (output * (1 - output)) divides the target alone. The difference as a whole is divided.",
    hint="In which order does Python compute a - b / c?",
    where="Perceptron.fit, the line of da.",
)
def _da_numerator_without_brackets(output, target):
    return output - target / (output * (1 - output))


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


def _losses_never_cleared(perceptron, training_data, labels, epochs, learning_rate):
    losses = []
    for _ in rounds(epochs):
        training_data, labels = shuffled(training_data, labels)
        for i in visited(training_data.shape[0]):
            output = output_of(perceptron, training_data[i])
            losses.append(cross_entropy(output, labels[i]))
            da = output_gradient(output, labels[i])
            for layer in way_back(perceptron.layers):
                da = handed_on(layer, da, learning_rate)
        print(f"Average loss of the epoch: {np.sum(losses) / training_data.shape[0]:.3f}")


MISCONCEPTIONS.append(
    {
        "name": "losses_never_cleared",
        "title": "The loss of earlier epochs is counted again",
        "explanation": "The sum of the losses is set to zero once, before the first epoch, so each epoch prints its "
        "own loss and those of all epochs before it.",
        "hint": "Where is loss = 0 written: before the loop over the epochs, or at its beginning?",
        "where": "Perceptron.fit, the beginning of an epoch.",
        "replaces": {"Perceptron.fit": _losses_never_cleared},
    }
)
