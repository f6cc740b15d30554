#!/bin/sh
# Makes the Python environment in folder $1 with the first Python 3.11 or newer on PATH ($PYTHON goes first).
set -eu
for python in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python3.14 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            exec "$python" -m venv "$1"
        fi
        without_venv=$python
    fi
done
if [ -n "${without_venv:-}" ]; then
    echo "$without_venv has no module venv: install your system's package for it (Debian: python3-venv)." >&2
else
    echo "Python 3.11 or newer is needed and was not found; PYTHON=/path/to/python make … names one." >&2
fi
exit 1
