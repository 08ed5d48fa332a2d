import numpy as np

# sigma, d_sigma, network_function, cost and the arrays W1, W2, W3, b1, b2, b3 are there already.


# Jacobian of the third layer's weights. Complete: use it as the pattern for the others.
def J_W3(x, y):
    # All activations and weighted inputs of every layer.
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    # dC/da3
    J = 2 * (a3 - y)
    # times da3/dz3
    J = J * d_sigma(z3)
    # times dz3/dW3, then the mean over all examples.
    J = J @ a2.T / x.size
    return J


# Jacobian of the third layer's biases.
def J_b3(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    # dC/da3
    J = ...
    # times da3/dz3
    J = ...
    # dz3/db3 is 1, so only the mean over all examples is left.
    J = np.sum(J, axis=1, keepdims=True) / x.size
    return J


# Jacobian of the second layer's weights. Complete.
def J_W2(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = 2 * (a3 - y)
    # The next two lines are da3/da2: the slope of the third layer, then its weights.
    J = J * d_sigma(z3)
    J = (J.T @ W3).T
    # times da2/dz2
    J = J * d_sigma(z2)
    # times dz2/dW2, then the mean over all examples.
    J = J @ a1.T / x.size
    return J


# Jacobian of the second layer's biases.
def J_b2(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = 2 * (a3 - y)
    # Three lines: da3/da2 (two of them), then da2/dz2.
    J = ...
    J = ...
    J = ...
    J = np.sum(J, axis=1, keepdims=True) / x.size
    return J


# Jacobian of the first layer's weights.
def J_W1(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    # Six lines: dC/da3, da3/da2 (two), da2/da1 (two), da1/dz1.
    J = ...
    J = ...
    J = ...
    J = ...
    J = ...
    J = ...
    J = J @ a0.T / x.size
    return J


# Jacobian of the first layer's biases.
def J_b1(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    # The same six lines.
    J = ...
    J = ...
    J = ...
    J = ...
    J = ...
    J = ...
    J = np.sum(J, axis=1, keepdims=True) / x.size
    return J
