# diagnosis: cost_along_axis_0_as_it_is
# based on: accepted/course_style.py


def compute_cost(AL, Y):
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL), axis=0)
