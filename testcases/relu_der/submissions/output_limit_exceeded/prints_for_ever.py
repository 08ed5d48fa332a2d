# diagnosis: none
def relu_der(dA, cache):
    while True:
        print("dZ " * 1000)
