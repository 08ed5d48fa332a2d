# diagnosis: none
import numpy as np

names = """initialize_parameters initialize_parameters_deep linear_forward linear_activation_forward L_model_forward
compute_cost linear_backward linear_activation_backward L_model_backward update_parameters""".split()


def broken(*args, **kwargs):
    return nump.zeros(3)


initialize_parameters = initialize_parameters_deep = linear_forward = linear_activation_forward = broken
L_model_forward = compute_cost = linear_backward = linear_activation_backward = L_model_backward = broken
update_parameters = broken
