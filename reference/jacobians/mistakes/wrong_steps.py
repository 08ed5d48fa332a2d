"""Wrong variants of single steps, and how they become known mistakes."""

import numpy as np

from grader.engine import mistake
from reference.jacobians import solution
from reference.jacobians.solution import RIGHT, d_sigma, network_function, sigma


def slope_left_out(J, z, a):
    return J


def slope_at_activation(J, z, a):
    return J * d_sigma(a)


def sigma_for_slope(J, z, a):
    return J * sigma(z)


def bias_for_weights(J, W, b):
    return (J.T @ b).T


def weights_left_out(J, W, b):
    """The errors of the later layer are added up: every weight taken as 1."""
    return np.ones_like(W).T @ J


def through_W2(J, W, b):
    return solution.W2.T @ J


def through_W3(J, W, b):
    return solution.W3.T @ J


def factor_left_out(a3, y):
    return a3 - y


def sign_reversed(a3, y):
    return 2 * (y - a3)


def error_squared(a3, y):
    return (a3 - y) ** 2


def not_divided(J, a, x, y):
    return J @ a.T


def divided_twice(J, a, x, y):
    return J @ a.T / x.size**2


def over_units(J, x, y):
    return np.sum(J, axis=0, keepdims=True) / x.size


def flat(J, x, y):
    return np.sum(J, axis=1) / x.size


def one_number(J, x, y):
    return np.sum(J) / x.size


def bias_not_divided(J, x, y):
    return np.sum(J, axis=1, keepdims=True)


def bias_divided_twice(J, x, y):
    return np.sum(J, axis=1, keepdims=True) / x.size**2


def bias_not_summed(J, x, y):
    return J / x.size


def with_steps(function, **steps):
    """The Jacobian `function` with some of its steps replaced."""
    return lambda x, y: function(x, y, RIGHT._replace(**steps))


def product_with(function, activation):
    """The Jacobian `function` whose last product takes another entry of what network_function returns."""

    def wrong(x, y):
        other = network_function(x)[activation]
        return function(x, y, RIGHT._replace(weights=lambda J, a, x, y: J @ other.T / x.size))

    return wrong


def slope_of_layer(function, step, layer):
    """The Jacobian `function` one of whose slopes is taken at the weighted input of another layer."""

    def wrong(x, y):
        z = network_function(x)[2 * layer - 1]
        return function(x, y, RIGHT._replace(**{step: lambda J, _z, _a: J * d_sigma(z)}))

    return wrong


def enter(name, function, wrong, title, explanation, hint, where):
    """Make `wrong` a known mistake about one Jacobian."""
    mistake(
        function,
        f"{function.__name__}: {title}",
        explanation,
        hint=hint,
        where=f"{function.__name__}, {where}",
        name=f"{function.__name__}_{name}",
    )(wrong)
