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
    dCda = 2 * (a1(w1, b1, x) - y)
    dadz = 1 / np.cosh(z) ** 2
    dzdb = 1
    return dCda * dadz * dzdb


# Test your code before you submit:
w1, b1, x, y = 2.3, -1.2, 0, 1
print(dCdb(w1, b1, x, y))
