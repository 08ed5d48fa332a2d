# diagnosis: none
def jacobian_of_weights_3(x, y):
    return None


def jacobian_of_biases_3(x, y):
    return None
