# diagnosis: J_W1_slopes_at_activations
# based on: accepted/short_with_mean.py


def J_W1(x, y):
    out = network_function(x)
    s1, s2, s3 = d_sigma(out[2]), d_sigma(out[4]), d_sigma(out[6])
    delta = s1 * np.dot(W2.T, s2 * np.dot(W3.T, (out[6] - y) * 2 * s3))
    return np.dot(delta, x.T) / x.shape[1]
