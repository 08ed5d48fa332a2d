# diagnosis: J_b3_sigma_for_slope_3
# based on: accepted/short_with_mean.py


def J_b3(x, y):
    out = network_function(x)
    return np.mean((out[6] - y) * 2 * sigma(out[5]), axis=1, keepdims=True)
