# diagnosis: none
# based on: accepted/as_in_the_course.py


def rectified_linear_unit(x):
    return max(x)
