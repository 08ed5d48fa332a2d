# /// attack
# tries = "Leave files, folders and a working directory for later cases of the group."
# verdicts = ["accepted"]
# grouped = true
# ///
def attack(root, worker):
    if os.listdir("/tmp") or os.getcwd() != "/tmp" or os.environ.get("LEFT"):
        LOOT.append(f"{os.listdir('/tmp')} in {os.getcwd()}")
    os.makedirs("/tmp/left/by/me")
    for name in ("left/seen", "left/by/me/too", ".hidden"):
        with open(f"/tmp/{name}", "w") as file:
            file.write("left by an earlier case")
    os.chdir("/tmp/left/by")
    os.environ["LEFT"] = "left by an earlier case"
    return LOOT
