# diagnosis: J_b2_without_slope_2
# based on: accepted/short_with_mean.py


def J_b2(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = np.dot(W3.T, (out[6] - y) * 2 * s3)
    return np.mean(delta, axis=1, keepdims=True)
