"""Mistakes in the order of layers, examples and epochs."""

import numpy as np

from grader.engine import mistake
from reference.perceptron.solution import (
    Perceptron,
    cross_entropy,
    handed_on,
    output_gradient,
    output_of,
    rounds,
    shuffled,
    visited,
    way_back,
)


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
    "Each layer gets the da of the output. The return value of one layer is the da of the next one on the way back.",
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


@mistake(
    Perceptron.fit,
    "The loss of earlier epochs is counted again",
    "Each epoch prints its own loss and those of all epochs before it.",
    hint="Where is loss = 0 written: before the loop over the epochs, or at its beginning?",
    where="Perceptron.fit, the beginning of an epoch.",
)
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


def _printing(average, first=0, left_out=0):
    """`fit` that prints another average of the losses of an epoch, and may leave out examples."""

    def fit(perceptron, training_data, labels, epochs, learning_rate):
        for _ in rounds(epochs):
            losses = []
            training_data, labels = shuffled(training_data, labels)
            count = training_data.shape[0]
            for i in list(visited(count))[first : count - left_out]:
                output = output_of(perceptron, training_data[i])
                losses.append(cross_entropy(output, labels[i]))
                da = output_gradient(output, labels[i])
                for layer in way_back(perceptron.layers):
                    da = handed_on(layer, da, learning_rate)
            print(f"Average loss of the epoch: {average(losses, count):.3f}")

    return fit


for name, title, explanation, hint, wrong in (
    (
        "only_last_loss_counted",
        "Only the loss of the last example is printed",
        "Your epoch prints the loss of its last example, divided by the number of examples: the others are lost.",
        "Is it = or += in the line of the loss?",
        _printing(lambda losses, count: np.sum(losses[-1]) / count),
    ),
    (
        "loss_not_averaged",
        "The sum of the losses is printed",
        "Your epoch prints the sum of the losses. The average is asked for: the sum divided by the number of examples.",
        "By what is the sum divided?",
        _printing(lambda losses, count: np.sum(losses)),
    ),
    (
        "first_example_left_out_of_average",
        "The first example is left out",
        "The inner loop begins with the second example.",
        "Python counts from 0.",
        _printing(lambda losses, count: np.sum(losses) / count, first=1),
    ),
    (
        "last_example_left_out_of_average",
        "One example is left out",
        "The inner loop ends one example early.",
        "range(n) gives 0 ... n - 1 already.",
        _printing(lambda losses, count: np.sum(losses) / count, left_out=1),
    ),
):
    mistake(
        Perceptron.fit, title, explanation, hint=hint, where="Perceptron.fit, the loop over the examples.", name=name
    )(wrong)


@mistake(
    Perceptron.fit,
    "The loss is not printed",
    "Your fit prints nothing. It should print the average loss at the end of each epoch.",
    hint="The starter has the line that prints.",
    where="Perceptron.fit, the end of an epoch.",
)
def _loss_not_printed(perceptron, training_data, labels, epochs, learning_rate):
    for _ in rounds(epochs):
        training_data, labels = shuffled(training_data, labels)
        for i in visited(training_data.shape[0]):
            da = output_gradient(output_of(perceptron, training_data[i]), labels[i])
            for layer in way_back(perceptron.layers):
                da = handed_on(layer, da, learning_rate)


@mistake(
    way_back,
    "The last layer never learns",
    "The way back leaves out the last layer. It is the first one to get da, and it has weights to learn as well.",
    hint="Which layers does your inner loop visit?",
    where="Perceptron.fit, the inner loop: self.layers[::-1].",
)
def _last_layer_left_out(layers):
    return layers[-2::-1]


def _decaying(factor):
    """`fit` whose rate is multiplied by `factor` after each epoch."""

    def fit(perceptron, training_data, labels, epochs, learning_rate):
        for _ in rounds(epochs):
            losses = []
            training_data, labels = shuffled(training_data, labels)
            for i in visited(training_data.shape[0]):
                output = output_of(perceptron, training_data[i])
                losses.append(cross_entropy(output, labels[i]))
                da = output_gradient(output, labels[i])
                for layer in way_back(perceptron.layers):
                    da = handed_on(layer, da, learning_rate)
            print(f"Average loss of the epoch: {np.mean(losses):.3f}")
            learning_rate *= factor

    return fit


for name, factor in (("rate_decays", 0.99), ("rate_decays_by_a_twentieth", 0.95), ("rate_decays_by_a_tenth", 0.9)):
    mistake(
        Perceptron.fit,
        "The learning rate decays",
        f"From the second epoch on, your layers get a smaller rate: {factor} times that of the epoch before. They have "
        "to get the learning_rate that fit was called with, in every epoch.",
        hint="Which learning rate does backward get in the third epoch?",
        where="Perceptron.fit, the line that changes learning_rate.",
        name=name,
    )(_decaying(factor))
