#!/bin/sh
# Fetches uv, by its hashes, into the environment of the Python $1. That pip believes the authorities of its own list
# alone; where nobody has told it others, it is told the system's, where a company's proxy has its own.
set -eu
if [ -z "${PIP_CERT:-}${REQUESTS_CA_BUNDLE:-}${CURL_CA_BUNDLE:-}" ] && ! "$1" -m pip config get global.cert >/dev/null 2>&1; then
    bundle=$("$1" -c 'from local.authorities import find_bundle; print(find_bundle() or "")')
    if [ -n "$bundle" ]; then export PIP_CERT="$bundle"; fi
fi
exec "$1" -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r local/tools/uv.txt
