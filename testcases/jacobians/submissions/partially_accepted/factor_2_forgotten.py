# diagnosis: J_W1_factor_2_lost
# based on: accepted/short_with_mean.py


def J_W1(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s1 * np.dot(W2.T, s2 * np.dot(W3.T, (out[6] - y) * s3))
    return np.dot(delta, x.T) / x.shape[1]
