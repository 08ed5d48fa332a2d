"""Backward through ReLU: the solution and its known mistakes."""
