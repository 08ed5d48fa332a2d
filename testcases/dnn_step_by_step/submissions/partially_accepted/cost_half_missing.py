# diagnosis: cost_first_term_only
# based on: accepted/course_style.py


def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -1 / m * np.sum(np.multiply(Y, np.log(AL)))
    cost = np.squeeze(cost)
    assert cost.shape == ()
    return cost
