# The Docker engine, for `run`: the machine's own if one runs and has Compose 2, else one of Debian's packages in $WORK.
# Compose 2 and buildx come from the next Debian and are only unpacked, as plug-ins.

PLUGIN_SUITE=trixie

# Use the private engine if it was started before.
find_engine() {
    if [ -e "$WORK/docker.sock" ]; then use_private_engine; fi
}

use_private_engine() {
    # The packaged client comes before others, which may be older than the plug-ins.
    export DOCKER_HOST=unix://$WORK/docker.sock DOCKER_CONFIG=$WORK/config PATH=/usr/bin:$PATH
}

start_engine() {
    if docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; then
        return
    fi
    say "starting an engine in $WORK"
    use_private_engine
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends docker.io iptables curl python3
    docker compose version >/dev/null 2>&1 || install_plugins
    # The bridge has the MTU of the network behind it.
    local device
    device=$(ip route | awk '/^default/ { print $5; exit }')
    nohup dockerd --data-root "$WORK/data" --exec-root "$WORK/exec" --host "$DOCKER_HOST" --pidfile "$WORK/pid" \
        --mtu "$(cat "/sys/class/net/${device:-lo}/mtu")" > "$WORK/dockerd.log" 2>&1 &
    local i
    for i in $(seq 30); do
        docker info >/dev/null 2>&1 && return
        sleep 1
    done
    say "the engine does not answer after $i seconds:"
    tail -5 "$WORK/dockerd.log" >&2
    return 1
}

# From a package list of our own, so that the machine's sources stay as they are.
install_plugins() {
    local apt=$WORK/apt
    mkdir -p "$apt"/{lists/partial,cache/archives/partial} "$WORK/plugins" "$WORK/config/cli-plugins"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $MIRROR $PLUGIN_SUITE main" > "$apt/sources.list"
    local options=(
        -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$apt/lists"
        -o "Dir::Cache=$apt/cache" -o Dir::Etc::PreferencesParts=/dev/null -o APT::Sandbox::User=root
    )
    apt-get "${options[@]}" update -q
    (cd "$WORK/plugins" && apt-get "${options[@]}" download docker-compose docker-buildx)
    local package
    for package in "$WORK"/plugins/*.deb; do
        dpkg-deb -x "$package" "$WORK/plugins/unpacked"
    done
    cp "$WORK"/plugins/unpacked/usr/libexec/docker/cli-plugins/* "$WORK/config/cli-plugins/"
}

# The engine of `start_engine` only.
stop_engine() {
    [ -e "$WORK/pid" ] || return 0
    local pid
    pid=$(cat "$WORK/pid")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.5; done
    rm -f "$WORK/docker.sock"
}
