# diagnosis: J_b1_slope_at_a1
# based on: accepted/short_with_mean.py


def J_b1(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = d_sigma(out[2]) * np.dot(W2.T, s2 * np.dot(W3.T, (out[6] - y) * 2 * s3))
    return np.mean(delta, axis=1, keepdims=True)
