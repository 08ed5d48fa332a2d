"""A perceptron that learns one example at a time: the solution and its known mistakes."""

from reference import backward

INTERMEDIATES = backward.INTERMEDIATES

MUTANTS_EQUIVALENT = backward.MUTANTS_EQUIVALENT | {
    "Layer.forward: 1 -> 2": "reshape takes any negative number for the unknown length.",
    "RecordingLayer.forward": "The layer that the tests put in its place.",
    "RecordingLayer.backward": "The layer that the tests put in its place.",
}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "empty": "There is at least one example, and each layer has at least one neuron.",
}
