"""An embedded Redis on a data folder of ours, reachable through a private unix socket only.

Every command is written to the append-only file, so a killed server loses nothing; a machine that
loses power may lose the last second. Rollcall can lose all of it: the queue of record is PostgreSQL.
"""

import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from local.embedded.programs import find_redis_server
from local.folders import get_socket_folder, take_lock
from local.processes import Program

_SOCKET_NAME = "redis.sock"
_LOCK_WAIT_SECONDS = 15.0
_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "loglevel": "warning",
    "always-show-logo": "no",
}


class RedisServer:
    """One data folder and the server on it."""

    def __init__(
        self,
        data: Path,
        options: Mapping[str, str] | None = None,
        program: Path | None = None,
    ) -> None:
        """`options` go over our own; `program` is the server to start instead of the one found."""
        self.data = data.absolute()
        self._options = {**_OPTIONS, **(options or {})}
        self._program = program or find_redis_server()
        self._socket = get_socket_folder(self.data, _SOCKET_NAME) / _SOCKET_NAME
        self._lock = -1

    @property
    def url(self) -> str:
        """The URL of database 0."""
        return f"unix://{quote(str(self._socket), safe='/')}?db=0"

    def prepare(self) -> Program:
        """Lock the data folder and return the program to start.

        Waits some seconds for a server that is still shutting down. Raises LocalError when the folder
        is in use.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock < 0:
            self._lock = take_lock(self.data.parent / f"{self.data.name}.lock", _LOCK_WAIT_SECONDS)
        given = {**self._options, "unixsocket": str(self._socket), "dir": str(self.data)}
        options = [part for name, value in given.items() for part in (f"--{name}", value)]
        return Program(
            name="redis",
            argv=(str(self._program), *options),
            folder=self.data,
            inherited=(self._lock,),
            is_ready=self.is_ready,
            grace_seconds=20.0,
            is_hurried=False,
            stop_rank=1,
        )

    def is_ready(self) -> bool:
        """Tell whether the server answers a PING; it does not while it loads its file."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(1.0)
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
