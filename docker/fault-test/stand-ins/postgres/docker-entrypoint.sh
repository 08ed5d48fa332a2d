#!/bin/bash
# Initialises the cluster as the published image does: POSTGRES_USER, POSTGRES_DB and POSTGRES_PASSWORD_FILE.
set -e
as_postgres() { setpriv --reuid postgres --regid postgres --init-groups "$@"; }
if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chown -R postgres: "$PGDATA" /var/run/postgresql
    chmod 700 "$PGDATA"
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        password=$(mktemp)
        cat "$POSTGRES_PASSWORD_FILE" > "$password"
        chown postgres "$password"
        as_postgres initdb --username="$POSTGRES_USER" --pwfile="$password" --encoding=UTF8 \
            --auth-local=trust --auth-host=scram-sha-256
        rm "$password"
        echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
        echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
        as_postgres pg_ctl -o "-c listen_addresses=''" -w start
        as_postgres psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -c "CREATE DATABASE \"$POSTGRES_DB\""
        as_postgres pg_ctl -m fast -w stop
    fi
    exec setpriv --reuid postgres --regid postgres --init-groups "$@"
fi
exec "$@"
