# diagnosis: J_b3_factor_2_lost
# based on: accepted/short_with_mean.py


def J_b3(x, y):
    out = network_function(x)
    return ((out[6] - y) * 2 * slopes(x)[2]).sum(axis=1, keepdims=True) / y.size
