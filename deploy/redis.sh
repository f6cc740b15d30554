#!/bin/sh
# Redis with a password, TLS alone, and an append-only file; `ping` asks the running one.
set -eu
secrets=${SECRETS:-/run/secrets}
port=${REDIS_PORT:-6379}
password=$(cat "$secrets/redis_password")
if [ "${1:-}" = ping ]; then
    REDISCLI_AUTH=$password exec redis-cli --tls -p "$port" --cacert "$secrets"/redis_authority ping
fi
# The password stands in a private file: on the command line every list of processes would show it.
umask 077
settings=$(mktemp)
printf 'requirepass %s\n' "$password" >"$settings"
exec redis-server "$settings" \
    --port 0 --tls-port "$port" --tls-auth-clients no \
    --tls-cert-file "$secrets"/redis_certificate --tls-key-file "$secrets"/redis_key \
    --tls-ca-cert-file "$secrets"/redis_authority \
    --dir "${REDIS_DATA:-/data}" --appendonly yes --maxmemory-policy noeviction
