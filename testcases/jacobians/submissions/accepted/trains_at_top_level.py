# A script exported from the notebook: it draws, fetches its data and trains while it is loaded.
import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython

get_ipython().run_line_magic("run", "readonly/BackpropModule.ipynb")

sigma = lambda z: 1 / (1 + np.exp(-z))
d_sigma = lambda z: np.cosh(z / 2) ** (-2) / 4


def reset_network(n1=6, n2=7, random=np.random):
    global W1, W2, W3, b1, b2, b3
    W1 = random.randn(n1, 1) / 2
    W2 = random.randn(n2, n1) / 2
    W3 = random.randn(2, n2) / 2
    b1 = random.randn(n1, 1) / 2
    b2 = random.randn(n2, 1) / 2
    b3 = random.randn(2, 1) / 2


def network_function(a0):
    z1 = W1 @ a0 + b1
    a1 = sigma(z1)
    z2 = W2 @ a1 + b2
    a2 = sigma(z2)
    z3 = W3 @ a2 + b3
    a3 = sigma(z3)
    return a0, z1, a1, z2, a2, z3, a3


def cost(x, y):
    return np.linalg.norm(network_function(x)[-1] - y) ** 2 / x.size


def error_3(x, y):
    out = network_function(x)
    return 2 * (out[6] - y) * d_sigma(out[5])


def error_2(x, y):
    return W3.T @ error_3(x, y) * d_sigma(network_function(x)[3])


def error_1(x, y):
    return W2.T @ error_2(x, y) * d_sigma(network_function(x)[1])


def J_W3(x, y):
    return error_3(x, y) @ network_function(x)[4].T / x.size


def J_b3(x, y):
    return error_3(x, y) @ np.ones((x.size, 1)) / x.size


def J_W2(x, y):
    return error_2(x, y) @ network_function(x)[2].T / x.size


def J_b2(x, y):
    return error_2(x, y) @ np.ones((x.size, 1)) / x.size


def J_W1(x, y):
    return error_1(x, y) @ x.T / x.size


def J_b1(x, y):
    return error_1(x, y) @ np.ones((x.size, 1)) / x.size


x, y = training_data()
reset_network()
plt.plot(y[0], y[1])
plt.show()
J_W1(x, y)
plot_training(x, y, iterations=50000, aggression=7, noise=1)
