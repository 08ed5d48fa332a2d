# /// attack
# tries = "Finalise the interpreter, unload its modules, free its objects and jump to an invalid address."
# verdicts = ["runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    for name in list(sys.modules):
        if name != "sys":
            del sys.modules[name]
    ctypes.pythonapi.Py_DecRef.argtypes = [ctypes.py_object]
    for thing in (None, True, (), "", 0):
        for _ in range(1000):
            ctypes.pythonapi.Py_DecRef(thing)
    ctypes.pythonapi.Py_FinalizeEx()
    ctypes.CFUNCTYPE(None)(8)()
    return dA
