"""Test cases for the MNIST notebook: each function alone, then the training."""

from . import activations, layers, loss, mnist_training, training

MODULES = (activations, loss, layers, training, mnist_training)
