"""Known mistakes in one training step, in the order of the computation."""

__all__ = ["forward", "output_error", "hidden_error", "gradients", "step", "single_steps"]
