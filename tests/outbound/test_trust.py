"""Outgoing calls believe the public authorities and those of this machine, such as a company's proxy has."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.authorities import find_bundle, trusting_environment
from local.processes import ROOT
from tests.ground.receivers import Certificate, make_certificate

CALL = """
import sys, urllib3
from app.trust import open_session, trust_authorities
url = sys.argv[1]
with urllib3.PoolManager(ssl_context=trust_authorities(), retries=False) as pool:
    print(pool.request("GET", url).status)
with open_session() as session:
    print(session.get(url, timeout=5).status_code, session.trust_env)
"""


class _NothingToSay(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path, "localhost")


@pytest.fixture
def server(certificate: Certificate) -> Iterator[str]:
    """A server whose certificate is signed by nobody whom the public knows."""
    answering = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _NothingToSay)
    answering.socket = certificate.server.wrap_socket(answering.socket, server_side=True)
    threading.Thread(target=answering.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://localhost:{answering.server_port}/"
    answering.shutdown()
    answering.server_close()


def call(url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"} | environment
    command = [sys.executable, "-c", CALL, url]
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=60)


def test_an_authority_of_this_machine_is_believed(server: str, tmp_path: Path) -> None:
    answer = call(server, SSL_CERT_FILE=str(tmp_path / "localhost.pem"))

    assert answer.stdout.split() == ["204", "204", "False"], answer.stderr


def test_an_authority_that_nobody_added_is_not(server: str) -> None:
    answer = call(server)

    assert answer.returncode != 0
    assert "CERTIFICATE_VERIFY_FAILED" in answer.stderr


def test_the_tools_that_fetch_packages_are_told_of_the_systems_authorities(tmp_path: Path) -> None:
    bundle = tmp_path / "company.pem"
    bundle.write_text("a certificate")
    told = trusting_environment({"SSL_CERT_FILE": str(bundle), "PATH": "/bin"})

    assert told["NODE_EXTRA_CA_CERTS"] == str(bundle)
    assert told["UV_SYSTEM_CERTS"] == "1"
    assert (
        trusting_environment({"NODE_EXTRA_CA_CERTS": "mine", "UV_SYSTEM_CERTS": "0"})["NODE_EXTRA_CA_CERTS"] == "mine"
    )
    assert find_bundle({"SSL_CERT_FILE": str(tmp_path / "nowhere.pem")}) != str(tmp_path / "nowhere.pem")
