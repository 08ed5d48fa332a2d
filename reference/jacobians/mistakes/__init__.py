"""Known mistakes in the six Jacobians."""

__all__ = ["jacobians"]
