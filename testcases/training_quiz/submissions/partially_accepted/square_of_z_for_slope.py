# diagnosis: square_of_z
# based on: accepted/course_style.py


def dCdb(w1, b1, x, y):
    z = w1 * x + b1
    a = np.tanh(z)
    return 2 * (a - y) * (1 - z ** 2)
