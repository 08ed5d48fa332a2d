"""Test cases for `perceptron`: the layer, the training loop, both together."""

from . import fit, layer, training

MODULES = (layer, fit, training)
