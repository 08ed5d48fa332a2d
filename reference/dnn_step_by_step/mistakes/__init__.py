"""Known mistakes in a deep network, in the order of the computation."""

__all__ = ["initialisation", "forward", "cost", "layer_backward", "model_backward", "update"]
