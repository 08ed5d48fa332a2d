#!/bin/sh
set -e
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    chown -R redis: /data
    # The published image is built without protected mode; Debian's package is not.
    exec setpriv --reuid redis --regid redis --clear-groups "$@" --protected-mode no
fi
exec "$@"
