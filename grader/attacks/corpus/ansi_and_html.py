# /// attack
# tries = "Print escape sequences and HTML, and put them into names and messages."
# verdicts = ["runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    nasty = "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>\u202e\x00\ud800\x9b31m</pre><img src=x onerror=alert(1)>"
    print(nasty)
    os.write(1, b"\xff\xfe\x00\x1b[31m")
    raise type("<svg onload=alert(1)>", (Exception,), {})(nasty)
