"""Known mistakes in a deep network, in the order of the computation."""

__all__ = [
    "initialisation",
    "sizes",
    "layer_forward",
    "forward",
    "model_forward",
    "cost",
    "layer_backward",
    "activation_backward",
    "model_backward",
    "numbering",
    "update",
    "forms",
]
