"""Test cases for `dnn_step_by_step`.

Every network is consistent: its caches, AL and Y belong together, so that a right shortcut (dZ of the last layer is
AL - Y) is right here too. Widths and the number of samples all differ, except in the cases called "square", where
layers that are mixed up give wrong numbers instead of an exception, which tells more about the mistake.
"""

from . import backward, cost, forward, parameters, training

MODULES = (parameters, forward, cost, backward, training)
