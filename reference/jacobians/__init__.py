"""Backpropagation in a 1 - n1 - n2 - 2 network: the solution and its known mistakes."""
