# diagnosis: cost_for_error
# based on: accepted/course_style.py


def dCdb(w1, b1, x, y):
    z = w1 * x + b1
    dCda = (a1(w1, b1, x) - y) ** 2
    dadz = 1 / np.cosh(z) ** 2
    dzdb = 1
    return dCda * dadz * dzdb
