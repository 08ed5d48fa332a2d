"""Wrong variants of single steps, and how they become known mistakes."""

import numpy as np

from grader.engine import mistake
from reference.jacobians import solution
from reference.jacobians.solution import (
    J_W1,
    J_W2,
    J_W3,
    J_b1,
    J_b2,
    J_b3,
    StepsOfb1,
    StepsOfb2,
    StepsOfb3,
    StepsOfW1,
    StepsOfW2,
    StepsOfW3,
    d_sigma,
    network_function,
    sigma,
)

_STEPS = {J_W3: StepsOfW3, J_b3: StepsOfb3, J_W2: StepsOfW2, J_b2: StepsOfb2, J_W1: StepsOfW1, J_b1: StepsOfb1}


def slope_left_out(J, z, a, x):
    return J


def slope_at_activation(J, z, a, x):
    return J * d_sigma(a)


def sigma_for_slope(J, z, a, x):
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


def twice_error_squared(a3, y):
    return 2 * (a3 - y) ** 2


def slope_twice(J, z, a, x):
    return J * d_sigma(z) ** 2


def slope_added(J, z, a, x):
    return J + d_sigma(z)


def slope_of_logistic_at_z(J, z, a, x):
    """a (1 - a), which is the slope, with z in place of a."""
    return J * z * (1 - z)


def slope_then_W1(J, z, a, x):
    return J * d_sigma(z) * solution.W1


def divided_by_hundred(J, a, x, y):
    return J @ a.T / 100


def divided_by_outputs(J, a, x, y):
    return J @ a.T / len(y)


def bias_divided_by_outputs(J, x, y):
    return np.sum(J, axis=1, keepdims=True) / len(y)


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


def bias_divided_by_hundred(J, x, y):
    return np.sum(J, axis=1, keepdims=True) / 100


def bias_sum_lost(J, x, y):
    return J


def bias_not_summed(J, x, y):
    return J / x.size


def difference_quotient(name, before, after):
    """A Jacobian that moves each entry of the array `name` and looks at the change of the cost."""

    def jacobian(x, y):
        right = getattr(solution, name)
        slope = np.zeros(right.shape)
        for index in np.ndindex(*right.shape):
            costs = []
            for change in (after, -before):
                moved = np.array(right, dtype=float)
                moved[index] += change
                setattr(solution, name, moved)
                costs.append(solution.cost(x, y))
            slope[index] = (costs[0] - costs[1]) / (after + before)
        setattr(solution, name, right)
        return slope

    return jacobian


def with_steps(function, **steps):
    """Wrong steps of the Jacobian `function`: right step -> what takes its place."""
    return {getattr(_STEPS[function], name): wrong for name, wrong in steps.items()}


def product_with(function, activation):
    """The last product of the Jacobian `function` with another entry of what network_function returns."""
    return with_steps(function, weights=lambda J, a, x, y: J @ network_function(x)[activation].T / x.size)


def slope_of_layer(function, step, layer):
    """A slope of the Jacobian `function`, taken at the weighted input of another layer."""
    return with_steps(function, **{step: lambda J, z, a, x: J * d_sigma(network_function(x)[2 * layer - 1])})


def enter(name, function, wrong, title, explanation, hint, where):
    """Make `wrong` a known mistake about one Jacobian: wrong steps, or a function in place of the whole."""
    (right, first), *others = wrong.items() if isinstance(wrong, dict) else ((function, wrong),)
    mistake(
        right,
        f"{function.__name__}: {title}",
        explanation,
        hint=hint,
        where=f"{function.__name__}, {where}",
        name=f"{function.__name__}_{name}",
        also=dict(others),
    )(first)
