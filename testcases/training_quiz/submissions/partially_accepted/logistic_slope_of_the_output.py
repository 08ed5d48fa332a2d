# diagnosis: logistic_slope_of_tanh
# based on: accepted/course_style.py


def dCdb(w1, b1, x, y):
    a = a1(w1, b1, x)
    return 2 * (a - y) * a * (1 - a)
