import numpy as np

answers = {
    "cost_of_one": 0.695,
    "cost_of_zero": 1.2,
    "cost_map": ["valley_asymptote", "across_contours"],
    "factors": ["dadz", "dzdw", "dzdb", "dCda"],
    "vector_cost": 1.8,
    "chain_factor": "slope_times_weights",
}


def sech(z):
    return 1 / np.cosh(z)


def dCdb(w1, b1, x, y):
    cost_slope = (lambda a: 2 * a - 2 * y)(a1(w1, b1, x))
    return np.prod([cost_slope, sech(w1 * x + b1), sech(w1 * x + b1)])
