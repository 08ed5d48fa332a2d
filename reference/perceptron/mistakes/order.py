"""Mistakes in when `backward` is called, and with what."""

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
    Perceptron.fit,
    "The layers learn once per epoch",
    "backward is called once per epoch, after the loop over the examples. The layers learn from each example.",
    hint="How is the loop over the layers indented: is it repeated for each example?",
    where="Perceptron.fit, the indentation of the loop over the layers.",
)
def _way_back_after_the_examples(perceptron, training_data, labels, epochs, learning_rate):
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


@mistake(
    Perceptron.fit,
    "Every layer gets the output of the network",
    "backward gets the network's output. It needs da, the derivative of the loss by what the layer hands on.",
    hint="What is the first parameter of backward?",
    where="Perceptron.fit, the call of backward: da = layer.backward(da, ...).",
)
def _output_handed_back(perceptron, training_data, labels, epochs, learning_rate):
    for _ in rounds(epochs):
        losses = []
        training_data, labels = shuffled(training_data, labels)
        for i in visited(training_data.shape[0]):
            output = output_of(perceptron, training_data[i])
            losses.append(cross_entropy(output, labels[i]))
            for layer in way_back(perceptron.layers):
                handed_on(layer, output, learning_rate)
        print(f"Average loss of the epoch: {np.mean(losses):.3f}")


@mistake(
    Perceptron.fit,
    "The learning rate is divided by the number of examples",
    "backward gets learning_rate / n. The layers learn from one example at a time here, with the whole rate.",
    hint="Is there a mean over the examples in one step?",
    where="Perceptron.fit, the call of backward.",
)
def _rate_divided_by_examples(perceptron, training_data, labels, epochs, learning_rate):
    for _ in rounds(epochs):
        losses = []
        training_data, labels = shuffled(training_data, labels)
        for i in visited(training_data.shape[0]):
            output = output_of(perceptron, training_data[i])
            losses.append(cross_entropy(output, labels[i]))
            da = output_gradient(output, labels[i])
            for layer in way_back(perceptron.layers):
                da = handed_on(layer, da, learning_rate / training_data.shape[0])
        print(f"Average loss of the epoch: {np.mean(losses):.3f}")


@mistake(
    Perceptron.fit,
    "fit stops when the loss grows",
    "Your fit ends before the last epoch if the loss has grown. It has to go through the data as often as epochs says.",
    hint="How many lines does fit print when the loss grows in the second of ten epochs?",
    where="Perceptron.fit, the end of an epoch.",
)
def _stops_when_the_loss_grows(perceptron, training_data, labels, epochs, learning_rate):
    least = np.inf
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
        if np.mean(losses) > least:
            break
        least = np.mean(losses)


@mistake(
    Perceptron.fit,
    "The loss is taken after the step",
    "Your fit prints the loss of the network after it has learned from the example. The loss belongs to the output "
    "that da is computed from.",
    hint="Which output is in the line of the loss: that before or that after the loop over the layers?",
    where="Perceptron.fit, the line of the loss.",
)
def _loss_after_the_step(perceptron, training_data, labels, epochs, learning_rate):
    for _ in rounds(epochs):
        losses = []
        training_data, labels = shuffled(training_data, labels)
        for i in visited(training_data.shape[0]):
            da = output_gradient(output_of(perceptron, training_data[i]), labels[i])
            for layer in way_back(perceptron.layers):
                da = handed_on(layer, da, learning_rate)
            losses.append(cross_entropy(output_of(perceptron, training_data[i]), labels[i]))
        print(f"Average loss of the epoch: {np.mean(losses):.3f}")
