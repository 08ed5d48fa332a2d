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
    z = w1 * x + b1
    return 2 * (a1(w1, b1, x) - y) / np.cosh(z) ** 2


W = np.array([[-0.94529712, -0.2667356, -0.91219181], [2.05529992, 1.21797092, 0.22914497]])
b = np.array([0.61273249, 1.6422662])


def a1(a0):
    return np.tanh(W @ a0 + b)
