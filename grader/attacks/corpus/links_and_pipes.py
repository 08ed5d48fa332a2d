# /// attack
# tries = "Make links, pipes and device nodes, to mislead whoever reads the folder."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    attempt("symlink", os.symlink, "/etc/passwd", "/tmp/link")
    attempt("hard link", os.link, "/python/bin/python3", "/tmp/hard")
    attempt("fifo", os.mkfifo, "/tmp/fifo")
    attempt("node", os.mknod, "/tmp/null", 0o20666, os.makedev(1, 3))
    attempt("xattr", os.setxattr, "/tmp", "user.x", b"x")
    attempt("chown", os.chown, "/tmp", 0, 0)
    return LOOT
