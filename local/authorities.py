"""Lets the tools that fetch packages believe the system's certificates, as a company's proxy needs it."""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

_USUAL = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


def trusting_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment, with what uv and Node have to be told; what is set already stays as it is."""
    told = {"UV_SYSTEM_CERTS": "1"}
    bundle = find_bundle(environ)
    if bundle is not None:
        told["NODE_EXTRA_CA_CERTS"] = bundle
    return {**told, **environ}


def find_bundle(environ: Mapping[str, str] = os.environ) -> str | None:
    """The file with the system's authorities, None where there is none."""
    paths = ssl.get_default_verify_paths()
    named = environ.get("SSL_CERT_FILE")
    candidates = (named, paths.cafile, paths.openssl_cafile, *_USUAL)
    return next((path for path in candidates if path and Path(path).is_file()), None)
