# /// attack
# tries = "Redefine what the loader uses: its names, its classes, its namespace, its hooks."
# verdicts = ["runtime_error", "wrong_answer", "load_error"]
# graded = true
# ///
import builtins

class Meta(type):
    def __setattr__(cls, name, value):
        raise SystemExit
    def mro(cls):
        return [cls, object]
    def __instancecheck__(cls, other):
        raise KeyboardInterrupt

class relu_der(metaclass=Meta):
    __builtins__ = {}
    for name in list(sys.modules):
        if name.startswith("inside."):
            module = sys.modules[name]
            for key in list(vars(module)):
                if key in ("NotLoaded", "Problem", "Loaded", "load", "Caps", "DTYPES"):
                    setattr(module, key, None)
    builtins.__import__ = None
    def __call__(self, dA, cache):
        return dA
