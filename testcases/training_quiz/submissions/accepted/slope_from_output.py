import numpy as np

answers = {
    "cost_of_one": 0.695,
    "cost_of_zero": 1.2,
    "cost_map": ["valley_asymptote", "across_contours"],
    "factors": ["dadz", "dzdw", "dzdb", "dCda"],
    "vector_cost": 1.8,
    "chain_factor": "slope_times_weights",
}


def dCdb(w1, b1, x, y):
    a = np.tanh(w1 * x + b1)
    return 2 * (a - y) * (1 - a**2)
