# diagnosis: cost_summed
# based on: accepted/course_style.py


def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -1 * np.sum(np.multiply(Y, np.log(AL)) + np.multiply(1 - Y, np.log(1 - AL)))
    cost = np.squeeze(cost)
    assert cost.shape == ()
    return cost
