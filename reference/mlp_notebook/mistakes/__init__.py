"""Known mistakes in a multi-layer ReLU network, in the order of the notebook."""

from reference.relu_der.mistakes import entries

__all__ = [
    "relu",
    "relu_der",
    "entries",
    "softmax",
    "loss",
    "loss_sums",
    "loss_der",
    "initialisation",
    "forward",
    "backward",
    "classify",
    "update",
    "training",
    "forms",
]
