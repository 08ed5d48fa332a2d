# diagnosis: unit_derivative_nothing_at_zero
# based on: accepted/as_in_the_course.py


def rectified_linear_unit_derivative(x):
    if x > 0:
        return 1
    elif x < 0:
        return 0
