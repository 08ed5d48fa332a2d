# diagnosis: unit_derivative_from_one
# based on: accepted/as_in_the_course.py


def rectified_linear_unit_derivative(x):
    if x >= 1:
        return 1
    return 0
