"""Known mistakes in the derivative of the cost by the bias."""

__all__ = ["factors", "slopes", "quotient"]
