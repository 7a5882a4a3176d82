#!/usr/bin/env bash
# Runs a command with ENS_DATABASE_URL leading to a throw-away cluster of the system's PostgreSQL.
# The owner is not a superuser there: it may only create databases and roles, as an operator would allow.
# Usage: tests/with_debian.sh COMMAND…   (PG_BIN=/usr/lib/postgresql/15/bin)
set -euo pipefail
bin=${PG_BIN:-$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | head -1)}
if [ ! -x "$bin/initdb" ]; then
    echo "with_debian.sh: no PostgreSQL in ${bin:-/usr/lib/postgresql} (apt-get install postgresql)" >&2
    exit 1
fi
folder=$(mktemp -d /tmp/ens-debian-XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
stop() {
    (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(
    cd /
    "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres --auth-local=trust --auth-host=scram-sha-256 -E UTF8 \
        --locale=C --data-checksums >/dev/null
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-c listen_addresses='' -k $folder -c max_connections=200 -c log_min_error_statement=panic" start >/dev/null
    "${as[@]}" "$bin/psql" -q -h "$folder" -U postgres -d postgres -v ON_ERROR_STOP=1 \
        -c "CREATE ROLE ens_owner LOGIN CREATEDB CREATEROLE PASSWORD '$password'" -c "CREATE DATABASE ens OWNER ens_owner"
)
ENS_DATABASE_URL="postgresql://ens_owner:$password@/ens?host=$folder" "$@"
