"""Known mistakes in the training of a perceptron, and in the backward pass of its layers."""

from reference.backward import mistakes as layer

__all__ = ["layer", "output_gradient", "fit", "order"]
