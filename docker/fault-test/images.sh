# The published images that docker-compose.yml and docker/Dockerfile begin with, for `run`. Where no registry can be
# reached, stand-ins are made of Debian packages, with the same entry points as far as they are used here.

base_images() {
    fetched debian:bookworm-slim || debian_image
    fetched redis:7-bookworm || stand_in redis:7-bookworm redis
    fetched postgres:16-bookworm || stand_in postgres:16-bookworm postgres
}

fetched() {
    docker image inspect "$1" >/dev/null 2>&1 && return
    [ "$REGISTRY" != no ] && timeout 120 docker pull --quiet "$1" >/dev/null 2>&1
}

debian_image() {
    say "no registry: installing Debian for the base image"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends debootstrap
    local root=$WORK/base
    rm -rf "$root"
    debootstrap --variant=minbase bookworm "$root" "$MIRROR" > "$WORK/debootstrap.log"
    echo "deb $MIRROR bookworm main" > "$root/etc/apt/sources.list"
    # A package mirror may be signed by an authority that only this machine knows.
    mkdir -p "$root/usr/local/share/ca-certificates"
    find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$root/usr/local/share/ca-certificates/" \;
    printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\ntimeout = 180\n' > "$root/etc/pip.conf"
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
    tar -C "$root" -c . | docker import \
        --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' - debian:bookworm-slim
    rm -rf "$root"
}

stand_in() {
    say "no registry: building a stand-in of $1"
    DOCKER_BUILDKIT=0 docker build --quiet --tag "$1" "$HERE/stand-ins/$2"
}
