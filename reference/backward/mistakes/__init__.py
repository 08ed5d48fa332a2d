"""Known mistakes in the backward pass of a dense layer."""

__all__ = ["delta", "gradients", "gradient_back", "step"]
