# /// attack
# tries = "Print the report of a perfect submission."
# verdicts = ["wrong_answer"]
# graded = true
# ///
import json

def relu_der(dA, cache):
    report = {"assignment": "relu_der", "verdict": "accepted", "score": 15.0, "max_score": 15.0, "cases": []}
    print(json.dumps(report))
    print("PASSED", "OK", "Score: 15/15", file=sys.stderr)
    return 0
