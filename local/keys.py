"""The encryption key of this machine: made once, kept beside the data it protects."""

import base64
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def get_encryption_keys(path: Path) -> str:
    """Return the value for ENCRYPTION_KEYS that `path` holds, making it the first time.

    The file is readable by its owner only. Losing it makes every stored secret unreadable.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        keys = make_encryption_keys()
    # Complete before it gets its name: half a key would lock the secrets away after a crash.
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(keys + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return keys


def make_encryption_keys() -> str:
    """Return one new random key in the form `id:base64url(32 bytes)`."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
    return f"local-{secrets.token_hex(3)}:{key}"
