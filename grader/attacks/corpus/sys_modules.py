# /// attack
# tries = "Import the grader, the reference solution and the test cases, or find them imported."
# verdicts = ["accepted"]
# ///
import importlib, importlib.util

def attack(root, worker):
    LOOT.extend(name for name in sys.modules if name.split(".")[0] in ("grader", "web", "reference", "cases", "celery"))
    for name in ("grader", "grader.judge", "web", "reference.relu_der", "testcases.relu_der.cases", "celery", "redis",
                 "sqlalchemy", "pip", "setuptools", "mlxtend"):
        attempt(f"import {name}", importlib.import_module, name)
    for path in (f"{root}/reference/relu_der/solution.py", f"{root}/testcases/relu_der/cases.py"):
        spec = importlib.util.spec_from_file_location("stolen", path)
        attempt(path, spec.loader.exec_module, importlib.util.module_from_spec(spec))
    return LOOT
