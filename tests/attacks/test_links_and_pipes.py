"""Make links, pipes and device nodes, to trip whoever looks at the folder."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    attempt("symlink", os.symlink, "/etc/passwd", "/tmp/link")
    attempt("hard link", os.link, "/python/bin/python3", "/tmp/hard")
    attempt("fifo", os.mkfifo, "/tmp/fifo")
    attempt("node", os.mknod, "/tmp/null", 0o20666, os.makedev(1, 3))
    attempt("xattr", os.setxattr, "/tmp", "user.x", b"x")
    attempt("chown", os.chown, "/tmp", 0, 0)
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
