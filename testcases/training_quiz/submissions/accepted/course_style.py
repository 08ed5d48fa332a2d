import numpy as np

answers = {
    "cost_of_one": 0.695,
    "cost_of_zero": 1.2,
    "cost_map": ["valley_asymptote", "across_contours"],
    "factors": ["dadz", "dzdw", "dzdb", "dCda"],
    "vector_cost": 1.8,
    "chain_factor": "slope_times_weights",
}


# Define the cost derivative by the bias
dCdb = lambda w1, b1, x, y: 2 * (a1(w1, b1, x) - y) * (1 / np.cosh(w1 * x + b1) ** 2) * 1
