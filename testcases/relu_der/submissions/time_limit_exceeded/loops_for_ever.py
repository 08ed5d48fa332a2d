# diagnosis: none
def relu_der(dA, cache):
    while True:
        pass
