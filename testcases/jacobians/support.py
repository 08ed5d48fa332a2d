"""The network of the assignment: what the Jacobians may use."""

import numpy as np


def sigma(z):
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


def d_sigma(z):
    """Its derivative, at the weighted input z."""
    return np.cosh(z / 2) ** (-2) / 4


def reset_network(n1=6, n2=7, random=np.random):
    """Draw all weights and biases anew."""
    global W1, W2, W3, b1, b2, b3
    W1 = random.randn(n1, 1) / 2
    W2 = random.randn(n2, n1) / 2
    W3 = random.randn(2, n2) / 2
    b1 = random.randn(n1, 1) / 2
    b2 = random.randn(n2, 1) / 2
    b3 = random.randn(2, 1) / 2


def network_function(a0):
    """Send a0 (1, N) forward; weighted inputs and activations of all layers."""
    z1 = W1 @ a0 + b1
    a1 = sigma(z1)
    z2 = W2 @ a1 + b2
    a2 = sigma(z2)
    z3 = W3 @ a2 + b3
    a3 = sigma(z3)
    return a0, z1, a1, z2, a2, z3, a3


def cost(x, y):
    """Mean squared distance between the network's output and y."""
    return np.linalg.norm(network_function(x)[-1] - y) ** 2 / x.size


def training_data(N=100):
    """A closed curve to fit: x (1, N), y (2, N)."""
    x = np.arange(0, 1, 1 / N)
    angle = 2 * np.pi * x
    radius = 0.3 + 0.1 * np.cos(3 * angle)
    return x.reshape(1, N), np.array([0.5 + radius * np.cos(angle), 0.5 + radius * np.sin(angle)])


def plot_training(x, y, iterations=10000, aggression=7, noise=1):
    """Draws nothing here; it keeps a notebook that calls it working."""


reset_network(random=np.random.RandomState(0))
