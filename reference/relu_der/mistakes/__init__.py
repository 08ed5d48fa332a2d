"""Known mistakes in the gradient of ReLU."""

__all__ = ["mask", "gradient", "formula", "entries", "form"]
