"""Backpropagation in a 1 - n1 - n2 - 2 network: the cost's derivative by each weight matrix and bias vector.

Examples are columns: x (1, N), y (2, N). With the logistic function s, forward

    z1 = W1 x + b1, a1 = s(z1);   z2 = W2 a1 + b2, a2 = s(z2);   z3 = W3 a2 + b3, a3 = s(z3);   C = |a3 - y|^2 / N

and backward, D being the derivative of N C by z,

    D3 = 2 (a3 - y) s'(z3);   D2 = W3^T D3 * s'(z2);   D1 = W2^T D2 * s'(z1);
    J_Wk = Dk a_(k-1)^T / N;  J_bk = row sums of Dk / N.
"""

from __future__ import annotations

from types import FunctionType

import numpy as np

Array = np.ndarray

# ---------------------------------------------------------------------------------------------------- the network


def sigma(z: Array) -> Array:
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


def d_sigma(z: Array) -> Array:
    """Its derivative at the weighted input z."""
    return np.cosh(z / 2) ** (-2) / 4


def reset_network(n1: int = 6, n2: int = 7, random=np.random) -> None:
    """Draw W1, W2, W3, b1, b2, b3 in this order as halved standard normals."""
    global W1, W2, W3, b1, b2, b3
    W1, W2, W3 = random.randn(n1, 1) / 2, random.randn(n2, n1) / 2, random.randn(2, n2) / 2
    b1, b2, b3 = random.randn(n1, 1) / 2, random.randn(n2, 1) / 2, random.randn(2, 1) / 2


reset_network(random=np.random.RandomState(0))


def network_function(a0: Array) -> tuple[Array, ...]:
    """a0, z1, a1, z2, a2, z3, a3 for the inputs a0 (1, N)."""
    z1 = W1 @ a0 + b1
    a1 = sigma(z1)
    z2 = W2 @ a1 + b2
    a2 = sigma(z2)
    z3 = W3 @ a2 + b3
    a3 = sigma(z3)
    return a0, z1, a1, z2, a2, z3, a3


def cost(x: Array, y: Array) -> float:
    """Mean over the examples of the squared distance."""
    return np.linalg.norm(network_function(x)[-1] - y) ** 2 / x.size


# ------------------------------------------------------------------------------------------------- the steps back


def cost_by_output(a3: Array, y: Array) -> Array:
    """dC/da3 of each example, (2, N)."""
    return 2 * (a3 - y)


def through_sigma(J: Array, z: Array, a: Array, x: Array) -> Array:
    """From dC/da to dC/dz of the same layer."""
    return J * d_sigma(z)


def through_weights(J: Array, W: Array, b: Array) -> Array:
    """From dC/dz of a layer to dC/da of the one before it."""
    return W.T @ J


def mean_for_weights(J: Array, a: Array, x: Array, y: Array) -> Array:
    """From dC/dz and the layer's input a to the mean of dC/dW."""
    return J @ a.T / x.size


def mean_for_biases(J: Array, x: Array, y: Array) -> Array:
    """From dC/dz to the mean of dC/db, a column."""
    return np.sum(J, axis=1, keepdims=True) / x.size


STEPS = {
    "cost": cost_by_output,
    "slope_3": through_sigma,
    "back_3": through_weights,
    "slope_2": through_sigma,
    "back_2": through_weights,
    "slope_1": through_sigma,
    "weights": mean_for_weights,
    "biases": mean_for_biases,
}


def own_steps(name: str) -> type:
    """A class that holds a copy of each step: a known mistake replaces a step of one Jacobian alone."""
    copies = {}
    for step, right in STEPS.items():
        copies[step] = FunctionType(right.__code__, right.__globals__, step)
        copies[step].__qualname__ = f"{name}.{step}"
    return type(name, (), {"__module__": __name__, **copies})


StepsOfW3 = own_steps("StepsOfW3")
StepsOfb3 = own_steps("StepsOfb3")
StepsOfW2 = own_steps("StepsOfW2")
StepsOfb2 = own_steps("StepsOfb2")
StepsOfW1 = own_steps("StepsOfW1")
StepsOfb1 = own_steps("StepsOfb1")


def J_W3(x: Array, y: Array) -> Array:
    """dC/dW3, shape (2, n2)."""
    _, _, _, _, a2, z3, a3 = network_function(x)
    J = StepsOfW3.cost(a3, y)
    J = StepsOfW3.slope_3(J, z3, a3, x)
    return StepsOfW3.weights(J, a2, x, y)


def J_b3(x: Array, y: Array) -> Array:
    """dC/db3, shape (2, 1)."""
    _, _, _, _, _, z3, a3 = network_function(x)
    J = StepsOfb3.cost(a3, y)
    J = StepsOfb3.slope_3(J, z3, a3, x)
    return StepsOfb3.biases(J, x, y)


def J_W2(x: Array, y: Array) -> Array:
    """dC/dW2, shape (n2, n1)."""
    _, _, a1, z2, a2, z3, a3 = network_function(x)
    J = StepsOfW2.cost(a3, y)
    J = StepsOfW2.slope_3(J, z3, a3, x)
    J = StepsOfW2.back_3(J, W3, b3)
    J = StepsOfW2.slope_2(J, z2, a2, x)
    return StepsOfW2.weights(J, a1, x, y)


def J_b2(x: Array, y: Array) -> Array:
    """dC/db2, shape (n2, 1)."""
    _, _, _, z2, a2, z3, a3 = network_function(x)
    J = StepsOfb2.cost(a3, y)
    J = StepsOfb2.slope_3(J, z3, a3, x)
    J = StepsOfb2.back_3(J, W3, b3)
    J = StepsOfb2.slope_2(J, z2, a2, x)
    return StepsOfb2.biases(J, x, y)


def J_W1(x: Array, y: Array) -> Array:
    """dC/dW1, shape (n1, 1)."""
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = StepsOfW1.cost(a3, y)
    J = StepsOfW1.slope_3(J, z3, a3, x)
    J = StepsOfW1.back_3(J, W3, b3)
    J = StepsOfW1.slope_2(J, z2, a2, x)
    J = StepsOfW1.back_2(J, W2, b2)
    J = StepsOfW1.slope_1(J, z1, a1, x)
    return StepsOfW1.weights(J, a0, x, y)


def J_b1(x: Array, y: Array) -> Array:
    """dC/db1, shape (n1, 1)."""
    _, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = StepsOfb1.cost(a3, y)
    J = StepsOfb1.slope_3(J, z3, a3, x)
    J = StepsOfb1.back_3(J, W3, b3)
    J = StepsOfb1.slope_2(J, z2, a2, x)
    J = StepsOfb1.back_2(J, W2, b2)
    J = StepsOfb1.slope_1(J, z1, a1, x)
    return StepsOfb1.biases(J, x, y)
