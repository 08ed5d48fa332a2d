# diagnosis: none
import numpy as np


def J_W3(x, y): return np.zeros_like(W3)
def J_b3(x, y): return np.zeros_like(b3)
def J_W2(x, y): return np.zeros_like(W2)
def J_b2(x, y): return np.zeros_like(b2)
def J_W1(x, y): return np.zeros_like(W1)
def J_b1(x, y): return np.zeros_like(b1)
