import numpy as np

answers = {
    "cost_of_one": "",
    "cost_of_zero": "",
    "cost_map": [],
    "factors": [],
    "vector_cost": "",
    "chain_factor": "",
}


# a1, C and dCdw are there already.
def dCdb(w1, b1, x, y):
    z = w1 * x + b1
    dCda = 2 * (a1(w1, b1, x) - y)
    dadz = 1 / np.cosh(z) ** 2
    dzdb = ...
    return dCda * dadz * dzdb
