"""Known mistakes in a multi-layer ReLU network, in the order of the notebook."""

__all__ = [
    "relu",
    "relu_der",
    "softmax",
    "loss",
    "loss_der",
    "initialisation",
    "forward",
    "backward",
    "classify",
    "update",
    "training",
    "forms",
]
